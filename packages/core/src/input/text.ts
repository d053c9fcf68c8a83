/**
 * Is this the text that a program prints for a missing value (nothing, `undefined`, `null`, `NaN` or
 * `[object Object]`), or no text at all? As an id it would make one event of all that carry it.
 */
export function isPrintedNothing(value: unknown): boolean {
  return typeof value !== 'string' || printedNothing.test(value.trim());
}

/**
 * The text with each lone surrogate replaced by U+FFFD, as `String.prototype.toWellFormed` does in
 * newer runtimes. Text that was cut inside an emoji has one, and strict JSON parsers refuse the body.
 */
export function wellFormed(text: string): string {
  // With the flag u an expression reads pairs as one character, and finds the others alone.
  return surrogate.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text;
}

// Not in the functions: there, each call would allocate another RegExp.
const printedNothing = /^(?:undefined|null|nan|\[object object\])?$/i;
const surrogate = /[\ud800-\udfff]/;
