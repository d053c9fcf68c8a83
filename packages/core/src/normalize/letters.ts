/**
 * Lower-case letters of every script, accents kept, nothing else. A mark behind a sign belongs to it:
 * with an emoji goes the invisible character that asks for its colours.
 */
export function lettersOf(text: string): string {
  const lower = text.toLowerCase();
  if (!ascii.test(lower))
    return lower.replace(/[^\p{L}\p{M}]+\p{M}*|[\p{VS}\p{Me}]+/gu, '').normalize('NFC');
  return letters.test(lower) ? lower : lower.replace(/[^a-z]+/g, '');
}

/** The same with digits. */
export function lettersAndDigitsOf(text: string): string {
  const lower = text.toLowerCase();
  if (!ascii.test(lower))
    return lower.replace(/[^\p{L}\p{M}\p{N}]+\p{M}*|[\p{VS}\p{Me}]+/gu, '').normalize('NFC');
  return lettersAndDigits.test(lower) ? lower : lower.replace(/[^a-z\d]+/g, '');
}

// Most values are ASCII. The expressions for every script stand where they are used: making one
// takes 0.2 ms, which a process that meets no other script need not spend at its start.
const ascii = /^[\0-\x7f]*$/;
const letters = /^[a-z]*$/;
const lettersAndDigits = /^[a-z\d]*$/;
