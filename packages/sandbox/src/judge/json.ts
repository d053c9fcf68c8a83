/** A JSON object from outside: any key, any value. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as an object, or an empty one: for rules that look inside and leave the type to another rule. */
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

/** Nothing was said: null, undefined, blank text, or a list of such values. */
export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => isEmptyScalar(item));
  return isEmptyScalar(value);
}

function isEmptyScalar(value: unknown): boolean {
  return (
    value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
  );
}
