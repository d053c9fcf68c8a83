/** Lower-case letters of every script, accents kept, nothing else. */
export function lettersOf(text: string): string {
  const lower = text.toLowerCase();
  return plain.test(lower) ? lower : lower.replace(other, '').normalize('NFC');
}

const plain = /^[a-z]+$/;
const other = /[^\p{L}\p{M}]+/gu;
