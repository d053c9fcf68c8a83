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
    return lowered.replace(/[^\p{L}\p{M}]\p{M}*|[\p{VS}\p{Me}]/gu, '').normalize('NFC');
  }
  return onlyKinds(lowered, lower);
}

/** The same with digits. */
export function lettersAndDigitsOf(text: string): string {
  const kinds = kindsIn(text);
  if ((kinds & ~(lower | digit)) === 0) return text;
  const lowered = text.toLowerCase();
  if ((kinds & beyondAscii) !== 0) {
    return lowered.replace(/[^\p{L}\p{M}\p{N}]\p{M}*|[\p{VS}\p{Me}]/gu, '').normalize('NFC');
  }
  return onlyKinds(lowered, lower | digit);
}

const lower = 1;
const digit = 2;
const other = 4;
const beyondAscii = 8;

/** The kinds of character in a text. */
function kindsIn(text: string): number {
  let kinds = 0;
  for (let index = 0; index < text.length; index += 1) kinds |= kindOf(text.charCodeAt(index));
  return kinds;
}

function kindOf(code: number): number {
  if (code >= 97 && code <= 122) return lower;
  if (code >= 48 && code <= 57) return digit;
  return code <= 127 ? other : beyondAscii;
}

/** An ASCII text without the characters of other kinds. */
function onlyKinds(text: string, kinds: number): string {
  let kept = '';
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    if ((kindOf(text.charCodeAt(index)) & kinds) !== 0) continue;
    kept += text.slice(start, index);
    start = index + 1;
  }
  return kept + text.slice(start);
}
