/**
 * Is this the text that a program prints for a missing value (nothing, `undefined`, `null`, `NaN` or
 * `[object Object]`), or no text at all? As an id it would make one event of all that carry it.
 */
export function isPrintedNothing(value: unknown): boolean {
  return (
    typeof value !== 'string' || /^(?:undefined|null|nan|\[object object\])?$/i.test(value.trim())
  );
}
