/** A JSON object from outside: any key, any value. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is an object, else an empty object: another rule checks the type. */
export function objectOrEmpty(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Is this null, undefined, blank text, or a list of such values? */
export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => isEmptyScalar(item));
  return isEmptyScalar(value);
}

function isEmptyScalar(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
  );
}
