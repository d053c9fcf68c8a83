import { afterEach, expect, test, vi } from 'vitest';
import { consentFromCookies } from '../../src/consent/consent-cookie.ts';
import { consentCookies } from '../../src/consent/set-consent-cookie.ts';
import type { Consent } from '../../src/event/capi-event.ts';

type Answer = Parameters<typeof consentCookies>[0];

afterEach(() => void vi.restoreAllMocks());

test.each(['granted', 'limited', 'denied'] as const)('keeps %s for 180 days', (answer) => {
  const [cookie = ''] = consentCookies(answer);
  expect(cookie).toBe(`meta_consent=${answer}; Max-Age=15552000; Path=/; SameSite=Lax; Secure`);
  expect(consentFromCookies(cookie)).toBe(answer);
});

test('an answer that cannot be read is reported on the console, without the answer', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  expect(consentCookies('Kim said yes' as Answer)[0]).toMatch(/^meta_consent=unreadable;/);
  expect(warn.mock.calls).toEqual([[expect.stringContaining('"granted", "limited" or "denied"')]]);
  expect(String(warn.mock.calls)).not.toContain('Kim');
});

test('is for the whole domain, and for http, where asked', () => {
  expect(consentCookies('denied', { domain: 'example.com', secure: false })).toEqual([
    'meta_consent=denied; Max-Age=15552000; Path=/; SameSite=Lax; Domain=example.com',
  ]);
});

/** What a browser at shop.example.com then sends: a cookie is known by name and domain. */
// https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-storage-model
function consentAfter(
  jar: Map<string, string>,
  setCookies: readonly string[],
): Consent | undefined {
  for (const setCookie of setCookies) {
    const [pair = '', ...attributes] = setCookie.split('; ');
    const domain = attributes.find((each) => each.startsWith('Domain=')) ?? 'host only';
    const key = `${pair.slice(0, pair.indexOf('='))} ${domain}`;
    if (attributes.includes('Max-Age=0')) jar.delete(key);
    else jar.set(key, pair);
  }
  return consentFromCookies([...jar.values()].join('; '));
}

const ofDomain = 'Domain=example.com';
const refusals: readonly (readonly [string, string])[] = [
  [`meta_consent ${ofDomain}`, 'meta_consent=denied'],
  [`meta_consent_refused ${ofDomain}`, 'meta_consent_refused=denied'],
  ['meta_consent host only', 'meta_consent=denied'],
  ['meta_consent_refused host only', 'meta_consent_refused=denied'],
];

test.each(['granted', 'limited'] as const)('%s replaces an earlier refusal', (answer) => {
  const jar = new Map(refusals);
  expect(consentAfter(jar, consentCookies(answer, { domain: 'example.com' }))).toBe(answer);
  expect(jar.size).toBe(1);
});

test('a grant for the host alone replaces a refusal of the host', () => {
  const jar = new Map(refusals.slice(2));
  expect(consentAfter(jar, consentCookies('granted'))).toBe('granted');
});

test.each<Answer>(['denied', 'yes' as Answer])('%s leaves every refusal as it is', (answer) => {
  const jar = new Map(refusals.slice(1, 2));
  const expected = answer === 'denied' ? 'denied' : 'unreadable';
  expect(consentAfter(jar, consentCookies(answer, { domain: 'example.com' }))).toBe(expected);
  expect(jar.size).toBe(2);
});

test.each([
  'yes',
  'Denied',
  '',
  undefined,
  null,
  7,
  'granted; Domain=evil.example',
  'granted\r\nx: y',
])('keeps the answer %j as unreadable, so that nothing is sent', (answer) => {
  const cookies = consentCookies(answer as Answer);
  expect(cookies).toEqual([
    'meta_consent=unreadable; Max-Age=15552000; Path=/; SameSite=Lax; Secure',
  ]);
  expect(consentFromCookies(cookies[0] ?? '')).toBe('unreadable');
});

test('keeps a refusal even with an invalid domain, and names the option', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  expect(consentCookies('denied', { domain: 'localhost:3000; Max-Age=0' })).toEqual([
    'meta_consent=denied; Max-Age=15552000; Path=/; SameSite=Lax; Secure',
  ]);
  // Deleting the host's cookie would delete the grant.
  expect(consentCookies('granted', { domain: 'localhost:3000; Max-Age=0' })).toEqual([
    'meta_consent=granted; Max-Age=15552000; Path=/; SameSite=Lax; Secure',
    'meta_consent_refused=; Max-Age=0; Path=/; SameSite=Lax; Secure',
  ]);
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/domain of consentCookies/)]]);
});
