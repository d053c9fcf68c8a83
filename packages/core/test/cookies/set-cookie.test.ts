import { describe, expect, it } from 'vitest';
import { cookieAttributes, isDomain } from '../../src/cookies/set-cookie.ts';

describe('cookieAttributes', () => {
  it.each([
    [{}, 'Max-Age=60; Path=/; SameSite=Lax; Secure'],
    [{ secure: true }, 'Max-Age=60; Path=/; SameSite=Lax; Secure'],
    [{ secure: false }, 'Max-Age=60; Path=/; SameSite=Lax'],
    [{ domain: 'example.com' }, 'Max-Age=60; Path=/; SameSite=Lax; Secure; Domain=example.com'],
  ])('of %j', (options, expected) => {
    expect(cookieAttributes(60, options)).toBe(expected);
  });
});

// https://www.rfc-editor.org/rfc/rfc1035#section-2.3.4: 63 characters a label, 253 in the text of a name
describe('isDomain', () => {
  const label = 'a'.repeat(63);
  const longest = `${label}.${label}.${label}.${'a'.repeat(61)}`;

  it.each([
    'example.com',
    'EXAMPLE.com',
    'shop.example.co.uk',
    'a.b',
    '1.example',
    'xn--hxajbheg2az3al.example',
    `${label}.${label}`,
    longest,
  ])('accepts %s', (domain) => {
    expect(isDomain(domain)).toBe(true);
  });

  it.each([
    ['no text', ''],
    ['one label', 'localhost'],
    ['an empty label', 'example..com'],
    ['a dot at the beginning', '.example.com'],
    ['a dot at the end', 'example.com.'],
    ['a port', 'example.com:443'],
    ['a path', 'example.com/'],
    ['another attribute', 'example.com; Max-Age=0'],
    ['something before it', 'x; Domain=example.com'],
    ['a line break', 'example.com\n'],
    ['letters beyond ASCII', 'παράδειγμα.example'],
    ['a first label of 64 characters', `a${label}.example`],
    ['another label of 64 characters', `example.a${label}`],
    ['254 characters', `${longest}a`],
    ['a list', ['example.com']],
    ['null', null],
    ['nothing', undefined],
    ['a number', 1.5],
  ])('refuses %s', (_, domain) => {
    expect(isDomain(domain)).toBe(false);
  });
});
