import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { carriesSecret } from '../src/sender-proof.ts';

const secret = 'made-up-secret-of-a-webhook';
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

// A comparison that forgets what it found before (`=` for `|=`) accepts every text whose digest ends
// with the same byte; one that stops at the first byte, every text whose digest begins with it.
test.each([
  ['first', 0],
  ['middle', 16],
  ['last', 31],
])('a text whose digest shares only the %s byte with the secret’s is rejected', async (_, at) => {
  const wrong = textWhere((bytes) => bytes[at] === digest(secret)[at]);
  expect(await carriesSecret(asking(`/hooks/${wrong}`), [secret])).toBe(false);
});

test('a text whose digest shares the first and the last byte is rejected', async () => {
  const known = digest(secret);
  const wrong = textWhere((bytes) => bytes[0] === known[0] && bytes[31] === known[31]);
  expect(await carriesSecret(asking(`/hooks/${wrong}`), [secret])).toBe(false);
});

test.each([
  [`/hooks/${secret}`, true],
  [`/hooks/${secret}///`, true],
  [`/${secret}`, true],
  [`/${secret}/x`, false],
  [`/hooks/x${secret}`, false],
  [`/hooks/${secret}x`, false],
  ['/', false],
  ['///', false],
])('the last segment of %s is the secret: %s', async (path, expected) => {
  expect(await carriesSecret(asking(path), [secret])).toBe(expected);
});

function asking(path: string): Request {
  return new Request(`https://shop.example${path}`, { method: 'POST' });
}

function textWhere(fits: (bytes: Buffer) => boolean): string {
  for (let count = 0; ; count += 1) {
    const text = `wrong-secret-number-${count}`;
    if (fits(digest(text))) return text;
  }
}
