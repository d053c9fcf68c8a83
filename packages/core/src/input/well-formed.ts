/**
 * The text with each lone surrogate replaced by U+FFFD, as `String.prototype.toWellFormed` does in
 * newer runtimes. Text that was cut inside an emoji has one, and strict JSON parsers refuse the body.
 */
export function wellFormed(text: string): string {
  // With the flag u an expression reads pairs as one character, and finds the others alone.
  return /[\ud800-\udfff]/.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text;
}
