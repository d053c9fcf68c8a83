import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { secretOf } from '../../src/webhook/sender-proof.ts';

const secret = 'made-up-secret-of-a-webhook';
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

// A comparison that drops earlier differences (`=` for `|=`) accepts every text whose digest ends with the
// same byte. A comparison that stops at the first byte accepts every text whose digest begins with it.
test.each([
  ['first', 0],
  ['middle', 16],
  ['last', 31],
])('a text whose digest shares only the %s byte with the secret’s is rejected', async (_, at) => {
  const wrong = textWhere((bytes) => bytes[at] === digest(secret)[at]);
  expect(await secretOf(asking(`/hooks/${wrong}`), [secret])).toBe('wrong');
});

test('a text whose digest shares the first and the last byte is rejected', async () => {
  const known = digest(secret);
  const wrong = textWhere((bytes) => bytes[0] === known[0] && bytes[31] === known[31]);
  expect(await secretOf(asking(`/hooks/${wrong}`), [secret])).toBe('wrong');
});

test.each([
  [`/hooks/${secret}`, 'known'],
  [`/hooks/${secret}///`, 'known'],
  [`/${secret}`, 'known'],
  [`/${secret}/x`, 'none'],
  [`/hooks/x${secret}`, 'wrong'],
  [`/hooks/${secret}x`, 'wrong'],
  ['/', 'none'],
  ['///', 'none'],
  ['/wp-login.php', 'none'],
  ['/hooks?secret=short', 'none'],
  ['/hooks?secret=another-made-up-secret', 'wrong'],
])('the secret in %s is %s', async (path, expected) => {
  expect(await secretOf(asking(path), [secret])).toBe(expected);
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
