/**
 * Is this the text that a program prints for a missing value: nothing, `undefined`, `null`, `NaN` or
 * `[object Object]`? As an id it would make one event of all that carry it.
 */
export function isPrintedNothing(text: string): boolean {
  return /^(?:undefined|null|nan|\[object object\])?$/i.test(text.trim());
}
