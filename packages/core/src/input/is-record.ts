/** An object that is not an array: what JSON calls an object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Reads a property of anything. A getter or a Proxy may throw: what cannot be read is a value of
 * the wrong kind, which every check refuses, and not a reason to fail.
 */
export function readProperty(from: unknown, key: string): unknown {
  try {
    return typeof from === 'object' && from !== null
      ? (from as Readonly<Record<string, unknown>>)[key]
      : undefined;
  } catch {
    return Symbol('unreadable');
  }
}
