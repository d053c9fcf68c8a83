/**
 * Makes foreign text safe for one terminal line: control characters, which can move the cursor or
 * imitate output, and characters that change the writing direction are printed as \u{…}.
 */
// https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}
