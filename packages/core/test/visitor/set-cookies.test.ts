import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Visitor } from '../../src/event/capi-event.ts';
import { visitorCookies } from '../../src/visitor/set-cookies.ts';
import { runs } from '../fuzz-runs.ts';

const visitor: Visitor = {
  fbp: 'fb.1.1596403881668.1116446470',
  fbc: 'fb.1.1789999995000.IwAR2F4-dbP0.AQQAAQMC',
  eventSourceUrl: 'https://shop.example.com/',
  consent: 'granted',
};

describe('visitorCookies', () => {
  it('keeps both cookies for 90 days', () => {
    const kept = 'Max-Age=7776000; Path=/; SameSite=Lax; Secure; Domain=example.com';
    expect(visitorCookies(visitor, { domain: 'example.com' })).toEqual([
      `_fbp=${visitor.fbp}; ${kept}`,
      `_fbc=${visitor.fbc}; ${kept}`,
    ]);
  });

  it('leaves them to the answering host without a domain', () => {
    expect(visitorCookies({ ...visitor, fbc: undefined })).toEqual([
      `_fbp=${visitor.fbp}; Max-Age=7776000; Path=/; SameSite=Lax; Secure`,
    ]);
  });

  it.each([
    ['on https', visitor, undefined, true],
    ['where the page is not known', { ...visitor, eventSourceUrl: undefined }, undefined, true],
    ['not on plain http', { ...visitor, eventSourceUrl: 'http://localhost/' }, undefined, false],
    ['on http where told', { ...visitor, eventSourceUrl: 'http://localhost/' }, true, true],
    ['not on https where told', visitor, false, false],
  ])('is Secure %s', (_, given, secure, expected) => {
    const cookies = visitorCookies(given, { secure });
    expect(cookies.map((cookie) => cookie.includes('; Secure'))).toEqual([expected, expected]);
  });

  it.each(['denied', 'limited', 'unknown', undefined, 'yes', null])(
    'keeps nothing with consent %s',
    (consent) => {
      expect(visitorCookies({ ...visitor, consent } as Visitor)).toEqual([]);
    },
  );

  it.each([
    '',
    'com',
    '.example.com',
    'example.com; HttpOnly',
    'example.com\r\nX: y',
    'https://example.com',
    'a'.repeat(254),
    7,
  ])('keeps nothing for a domain %j', (domain) => {
    expect(visitorCookies(visitor, { domain: domain as string })).toEqual([]);
  });

  it.each(['shop.example.co.uk', `${'a.'.repeat(125)}com`])('takes the domain %s', (domain) => {
    expect(visitorCookies(visitor, { domain })[0]).toContain(`; Domain=${domain}`);
  });

  it('keeps nothing for a domain of 254 characters', () => {
    expect(visitorCookies(visitor, { domain: `${'a.'.repeat(125)}comm` })).toEqual([]);
  });

  it(`adds no header and no attribute, whatever the values are (${runs(2000)} runs)`, () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((tail) => `fb.1.1789999995000.${tail}`),
      fc.anything(),
    );
    fc.assert(
      fc.property(text, text, fc.oneof(fc.domain(), fc.string()), (fbp, fbc, domain) => {
        const given = { fbp, fbc, consent: 'granted' } as Visitor;
        for (const cookie of visitorCookies(given, { domain })) {
          expect(cookie).toMatch(
            /^_fb[pc]=[\w.~-]+; Max-Age=7776000; Path=\/; SameSite=Lax; Secure; Domain=[a-z\d.-]+$/i,
          );
        }
      }),
      { numRuns: runs(2000) },
    );
  });

  it.each([undefined, null, 7])('keeps nothing of %s', (value) => {
    expect(visitorCookies(value as unknown as Visitor)).toEqual([]);
  });
});
