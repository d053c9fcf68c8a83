/**
 * The code of a foreign error, or of its cause, and nothing else of it: messages and stacks can
 * quote a request. Anything that does not look like a platform's code is `UNKNOWN`.
 */
export function errorCode(error: unknown): string {
  return codeOf(error) ?? codeOf(field(error, 'cause')) ?? 'UNKNOWN';
}

/** The operating system call that failed, for errors that say so: `connect`, `read`, … */
export function errorSyscall(error: unknown): string | undefined {
  const syscall = field(error, 'syscall') ?? field(field(error, 'cause'), 'syscall');
  return typeof syscall === 'string' ? syscall : undefined;
}

function codeOf(error: unknown): string | undefined {
  const code = field(error, 'code');
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,63}$/.test(code) ? code : undefined;
}

function field(value: unknown, name: string): unknown {
  try {
    return value instanceof Object ? Reflect.get(value, name) : undefined;
  } catch {
    return undefined;
  }
}
