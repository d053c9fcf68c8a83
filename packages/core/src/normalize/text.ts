import type { Normalized, Problem } from './rule.ts';

/**
 * A value of whatever type as trimmed text; `''` where nothing is given. Control and invisible
 * characters are trimmed like white space: pasted text often contains them.
 */
export function textOf(value: unknown, maxLength: number): Normalized {
  if (typeof value === 'string') return value.length > maxLength ? tooLong : trim(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : notExact;
  // The cap comes before the work here too: printing a huge bigint takes more than linear time.
  if (typeof value === 'bigint') {
    return BigInt.asIntN(256, value) === value ? String(value) : tooLong;
  }
  return value === undefined || value === null ? '' : notText;
}

/** Is this the text that a program prints for a missing value? Hashed, it would match no one. */
export function isPlaceholder(text: string): boolean {
  switch (text.length) {
    case 3:
      return text.toLowerCase() === 'n/a';
    case 4:
      return text.toLowerCase() === 'null';
    case 9:
      return text.toLowerCase() === 'undefined';
    case 15:
      return text === '[object Object]';
    default:
      return false;
  }
}

const tooLong: Problem = {
  code: 'too_long',
  message: 'is longer than any real value of this field; give the value alone',
};
const notExact: Problem = {
  code: 'inexact_number',
  message:
    'is a JS number that is not an exact integer (above 2^53 digits are lost); give text or a bigint',
};
const notText: Problem = { code: 'not_text', message: 'is not text; give a string' };

// From both ends by hand: a pattern for it takes quadratic time on long inner white space.
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  // Both stop at the ends of the text: the code there is NaN, which is not invisible.
  while (isInvisible(text.charCodeAt(start))) start += 1;
  while (isInvisible(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isInvisible(code: number): boolean {
  return code <= 0x20 || (code >= 0x7f && /[\s\p{Cc}\p{Cf}]/u.test(String.fromCharCode(code)));
}
