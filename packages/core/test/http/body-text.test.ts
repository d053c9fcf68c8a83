import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { textOfBody } from '../../src/http/body-text.node.ts';

const text = '{"message":"Ωmega"}';
const compress: Record<string, (text: string) => Buffer> = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  GZip: gzipSync,
  deflate: deflateSync,
  br: brotliCompressSync,
  identity: (plain) => Buffer.from(plain),
};

test.each(Object.entries(compress))('reads a body in %s', (encoding, encode) => {
  expect(textOfBody(encode(text), encoding)).toBe(text);
});

test('reads a body that names no encoding', () => {
  expect(textOfBody(Buffer.from(text), undefined)).toBe(text);
});

test.each<[string, (text: string) => Buffer]>([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
])('does not read a body in %s beyond 64 KiB', (encoding, encode) => {
  expect(textOfBody(encode(' '.repeat(65_536)), encoding)).toBe(' '.repeat(65_536));
  expect(textOfBody(encode(' '.repeat(65_537)), encoding)).toBeUndefined();
});

test.each(['gzip', 'deflate', 'br', 'zstd', ''])('does not read %j where it is not', (encoding) => {
  expect(textOfBody(Buffer.from(text), encoding)).toBeUndefined();
});
