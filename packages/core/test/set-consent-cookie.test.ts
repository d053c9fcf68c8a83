import { afterEach, expect, test, vi } from 'vitest';
import { consentFromCookies } from '../src/consent-cookie.ts';
import type { Consent } from '../src/event.ts';
import { consentCookie } from '../src/set-consent-cookie.ts';

afterEach(() => void vi.restoreAllMocks());

test.each(['granted', 'limited', 'denied'] as const)('keeps %s for 180 days', (answer) => {
  const cookie = consentCookie(answer);
  expect(cookie).toBe(`meta_consent=${answer}; Max-Age=15552000; Path=/; SameSite=Lax; Secure`);
  expect(consentFromCookies(cookie)).toBe(answer);
});

test('is for the whole domain, and for http, where asked', () => {
  expect(consentCookie('denied', { domain: 'example.com', secure: false })).toBe(
    'meta_consent=denied; Max-Age=15552000; Path=/; SameSite=Lax; Domain=example.com',
  );
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
  const cookie = consentCookie(answer as unknown as Exclude<Consent, 'unknown' | 'unreadable'>);
  expect(cookie).toBe('meta_consent=unreadable; Max-Age=15552000; Path=/; SameSite=Lax; Secure');
  expect(consentFromCookies(cookie)).toBe('unreadable');
});

test('keeps a refusal even where the domain is none, and names the option', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  expect(consentCookie('denied', { domain: 'localhost:3000; Max-Age=0' })).toBe(
    'meta_consent=denied; Max-Age=15552000; Path=/; SameSite=Lax; Secure',
  );
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/domain of consentCookie/)]]);
});
