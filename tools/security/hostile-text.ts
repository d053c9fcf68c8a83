/** Pieces of text that an attacker repeats: separators, escapes, and what our expressions look for. */
export const pieces: readonly string[] = [
  ...Array.from(' \t/\\.,;=&%"\'[]{}():-_+@#?aA0'),
  '../',
  '%25',
  '%2f',
  '%E2',
  '1.',
  'a.',
  'a@',
  'a@b',
  'a-',
  'a=',
  '=a',
  'a;',
  'a=b;',
  'a=b&',
  't=1,',
  'v1=0,',
  '+1',
  '-1',
  '212-',
  '(212) ',
  '[0]',
  '{"a":',
  '"a",',
  '\\u0061',
  '"access_token":"',
  'name="access_token"',
  '&access_token=',
  '_fbc=fb.1.1700000000000.a;',
  '_fbp=fb.1.1700000000000.1;',
  'meta_consent=granted;',
  'fbclid=a&',
  'utm_a=a&',
  'contact[fields][1]=a&',
  'é',
];

/** `piece` repeated to `size` characters, with an end that makes an expression go back. */
export function repeated(piece: string, size: number, end: string): string {
  return piece.repeat(Math.ceil(size / piece.length)).slice(0, size) + end;
}

export const ends: readonly string[] = ['', 'x!'];
