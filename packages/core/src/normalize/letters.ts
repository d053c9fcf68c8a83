// Most values are short and ASCII: one look at each character tells what has to be done, and mostly
// it is nothing. The expressions for every script are created where they are used, because creating
// one takes 0.2 ms, which a process with ASCII values only need not spend at its start.

/**
 * Lower-case letters of every script, accents kept, nothing else. A mark behind a sign belongs to it:
 * the invisible character that asks for an emoji's colours is removed together with the emoji.
 */
export function lettersOf(text: string): string {
  const kinds = kindsIn(text);
  if (kinds === lower) return text;
  const lowered = text.toLowerCase();
  if ((kinds & beyondAscii) !== 0) {
    return lowered.replace(/[^\p{L}\p{M}]+\p{M}*|[\p{VS}\p{Me}]+/gu, '').normalize('NFC');
  }
  return (kinds & ~(lower | upper)) === 0 ? lowered : lowered.replace(/[^a-z]+/g, '');
}

/** The same with digits. */
export function lettersAndDigitsOf(text: string): string {
  const kinds = kindsIn(text);
  if ((kinds & ~(lower | digit)) === 0) return text;
  const lowered = text.toLowerCase();
  if ((kinds & beyondAscii) !== 0) {
    return lowered.replace(/[^\p{L}\p{M}\p{N}]+\p{M}*|[\p{VS}\p{Me}]+/gu, '').normalize('NFC');
  }
  return (kinds & other) === 0 ? lowered : lowered.replace(/[^a-z\d]+/g, '');
}

const lower = 1;
const upper = 2;
const digit = 4;
const other = 8;
const beyondAscii = 16;

/** The kinds of character in a text. */
function kindsIn(text: string): number {
  let kinds = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 97 && code <= 122) kinds |= lower;
    else if (code >= 65 && code <= 90) kinds |= upper;
    else if (code >= 48 && code <= 57) kinds |= digit;
    else if (code <= 127) kinds |= other;
    else return beyondAscii;
  }
  return kinds;
}
