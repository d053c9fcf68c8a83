/** The result of one check. */
export interface Finding {
  /** What was checked, such as `access token`. */
  readonly check: string;
  readonly level: 'error' | 'ok' | 'skipped' | 'warning';
  /** What was found, never a secret's value. */
  readonly message: string;
  /** What to do. Every error and every warning has one. */
  readonly fix?: string;
}

export type Env = Readonly<Record<string, string | undefined>>;

export function ok(check: string, message: string): Finding {
  return { check, level: 'ok', message };
}

export function error(check: string, message: string, fix: string): Finding {
  return { check, level: 'error', message, fix };
}

export function warning(check: string, message: string, fix: string): Finding {
  return { check, level: 'warning', message, fix };
}

export function skipped(check: string, message: string): Finding {
  return { check, level: 'skipped', message };
}
