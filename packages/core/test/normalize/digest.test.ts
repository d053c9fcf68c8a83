import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { digestOf, isWeakDigest } from '../../src/normalize/digest.ts';

const hash = (algorithm: string, text: string): string =>
  createHash(algorithm).update(text).digest('hex');
const sha256 = hash('sha256', 'maria@example.com');

describe('digestOf', () => {
  it.each([
    ['a SHA-256', sha256, sha256],
    ['one in capitals', sha256.toUpperCase(), sha256],
    ['one with an appendix, whose case counts', `${sha256}.AQIBAAEA`, `${sha256}.AQIBAAEA`],
    ['one with two appendices', `${sha256}.AQIBAAEA.AQIBAAEA`, `${sha256}.AQIBAAEA.AQIBAAEA`],
    ['one with a token', `${sha256}.Bg`, `${sha256}.Bg`],
    ['one in capitals with an appendix', `${sha256.toUpperCase()}.Bg`, `${sha256}.Bg`],
    ['one with a suffix of the same form', `${sha256}.a_-b`, `${sha256}.a_-b`],
    ['that of no text', hash('sha256', ''), 'hash_of_nothing'],
    ['that of null', hash('sha256', 'null'), 'hash_of_nothing'],
    ['that of undefined', hash('sha256', 'undefined'), 'hash_of_nothing'],
    ['that of null with an appendix', `${hash('sha256', 'null')}.Bg`, 'hash_of_nothing'],
  ])('reads %s', (_, text, expected) => {
    const digest = digestOf(text);
    expect(typeof digest === 'object' ? digest.code : digest).toBe(expected);
  });

  it.each([
    ['no text', ''],
    ['a digit less', sha256.slice(1)],
    ['a digit more', `${sha256}0`],
    ['a letter that is no digit', `g${sha256.slice(1)}`],
    ['a sign before it', `.${sha256}`],
    ['a suffix of one character', `${sha256}.A`],
    ['a suffix of nine characters', `${sha256}.AQIBAAEAx`],
    ['a sign in the suffix', `${sha256}.A!`],
    ['a suffix after another sign', `${sha256}-AQIBAAEA`],
    ['a second suffix that is no appendix', `${sha256}.AQIBAAEA.abc`],
    ['three appendices', `${sha256}.AQIBAAEA.AQIBAAEA.AQIBAAEA`],
    ['an MD5', hash('md5', 'maria@example.com')],
  ])('takes text for itself: %s', (_, text) => {
    expect(digestOf(text)).toBeUndefined();
  });
});

describe('isWeakDigest', () => {
  it.each(['md5', 'sha1'])('knows %s in both cases', (algorithm) => {
    const digest = hash(algorithm, 'maria@example.com');
    expect(isWeakDigest(digest)).toBe(true);
    expect(isWeakDigest(digest.toUpperCase())).toBe(true);
    expect(isWeakDigest(`g${digest.slice(1)}`)).toBe(false);
    expect(isWeakDigest(`${digest.slice(1)}g`)).toBe(false);
    expect(isWeakDigest(digest.slice(1))).toBe(false);
  });

  it('is not for a SHA-256 or short text', () => {
    expect(isWeakDigest(sha256)).toBe(false);
    expect(isWeakDigest('abc')).toBe(false);
  });
});
