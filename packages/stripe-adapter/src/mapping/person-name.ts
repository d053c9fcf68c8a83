interface PersonName {
  firstName: string;
  lastName: string;
}

// Family name first, usually without a space: the parts cannot be distinguished.
const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * First and last word of a name in one piece; `undefined` where that would be a guess: one word,
 * CJK, or a comma ("Doe, Jane", "Example, Inc.").
 */
export function personName(name: string | undefined): PersonName | undefined {
  if (name === undefined || cjk.test(name) || name.includes(',')) return undefined;
  const words = name.trim().split(/\s+/);
  const firstName = words[0];
  const lastName = words.at(-1);
  return words.length > 1 && firstName && lastName ? { firstName, lastName } : undefined;
}
