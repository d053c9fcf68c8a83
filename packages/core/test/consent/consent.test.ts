import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allowsNothing,
  type ConsentQuestion,
  decideConsent,
  readConsent,
  strictestConsent,
} from '../../src/consent/consent.ts';
import { consentCookieName, consentFromCookies } from '../../src/consent/consent-cookie.ts';
import type { Consent } from '../../src/event/capi-event.ts';
import { runs } from '../fuzz-runs.ts';

const consents: readonly Consent[] = ['granted', 'limited', 'unknown', 'denied', 'unreadable'];
const us = { countries: ['us'] };
const greece = { countries: ['gr'] };
const nowhere = { countries: [] };

describe('decideConsent', () => {
  const hashedUs = '79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621';
  const rows: [string, Partial<ConsentQuestion>, string, string][] = [
    ['granted', { consent: 'granted' }, 'send', 'consent_granted'],
    ['denied', { consent: 'denied', whenConsentUnknown: 'send' }, 'drop', 'consent_denied'],
    ['denied in the US', { consent: 'denied', ...us }, 'drop', 'consent_denied'],
    ['not given, rule drop', {}, 'drop', 'consent_unknown'],
    ['not given, rule send', { whenConsentUnknown: 'send' }, 'send', 'consent_unknown_allowed'],
    ['unknown, rule drop, US', { consent: 'unknown', ...us }, 'drop', 'consent_unknown'],
    ['limited, US', { consent: 'limited', ...us }, 'limited', 'consent_limited_in_us'],
    [
      'limited, US hashed',
      { consent: 'limited', countries: [hashedUs] },
      'limited',
      'consent_limited_in_us',
    ],
    [
      'limited, US by the LDU country',
      { consent: 'limited', dataProcessingOptionsCountry: 1 },
      'limited',
      'consent_limited_in_us',
    ],
    [
      'limited, left to geolocation',
      { consent: 'limited', dataProcessingOptionsCountry: 0 },
      'drop',
      'consent_limited_outside_us',
    ],
    ['limited, Greece', { consent: 'limited', ...greece }, 'drop', 'consent_limited_outside_us'],
    ['limited, nowhere', { consent: 'limited', ...nowhere }, 'drop', 'consent_limited_outside_us'],
    [
      'limited, two countries',
      { consent: 'limited', countries: ['us', 'gr'] },
      'drop',
      'consent_limited_outside_us',
    ],
    [
      'limited, LDU country against Greece',
      { consent: 'limited', ...greece, dataProcessingOptionsCountry: 1 },
      'drop',
      'consent_limited_outside_us',
    ],
    ['misspelt', { consent: 'deny', whenConsentUnknown: 'send' }, 'drop', 'consent_unreadable'],
  ];
  it.each(rows)('%s', (_, question, decision, reason) => {
    expect(
      decideConsent({
        consent: undefined,
        whenConsentUnknown: 'drop',
        ...nowhere,
        ...question,
      }),
    ).toEqual({ decision, reason });
  });

  it('drops what is unknown under any rule that is not "send"', () => {
    // @ts-expect-error a rule that types forbid and JavaScript does not
    const whenConsentUnknown: 'drop' | 'send' = 'sned';
    expect(decideConsent({ consent: 'unknown', whenConsentUnknown, ...us }).decision).toBe('drop');
  });
});

describe('strictestConsent', () => {
  const table: Record<string, Consent> = {
    '': 'unknown',
    granted: 'granted',
    limited: 'limited',
    unknown: 'unknown',
    denied: 'denied',
    'granted granted': 'granted',
    'granted limited': 'limited',
    'granted unknown': 'unknown',
    'granted denied': 'denied',
    'limited unknown': 'denied',
    'limited denied': 'denied',
    'unknown denied': 'denied',
    'granted limited unknown': 'denied',
    'granted unreadable': 'unreadable',
    'limited unreadable': 'unreadable',
    'denied unreadable': 'unreadable',
  };
  it.each(Object.entries(table))('of "%s" is %s', (signals, strictest) => {
    const given = consents.filter((consent) => signals.split(' ').includes(consent));
    expect(strictestConsent(...given)).toBe(strictest);
    expect(strictestConsent(...given.toReversed())).toBe(strictest);
  });

  it('never sends more for one signal more (every rule, every country)', () => {
    const rank = { drop: 0, limited: 1, send: 2 };
    for (const whenConsentUnknown of ['send', 'drop'] as const) {
      for (const place of [us, greece, nowhere]) {
        const sent = (consent: Consent): number =>
          rank[decideConsent({ consent, whenConsentUnknown, ...place }).decision];
        for (const one of consents) {
          for (const other of consents) {
            const together = sent(strictestConsent(one, other));
            expect(together, `${one} and ${other}`).toBeLessThanOrEqual(
              Math.min(sent(one), sent(other)),
            );
          }
        }
      }
    }
  });

  it(`does not depend on order, grouping or repetition (${runs(500)} runs)`, () => {
    const some = fc.array(fc.constantFrom(...consents), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(some, some, (left, right) => {
        const together = strictestConsent(...left, ...right);
        expect(strictestConsent(...right, ...left, ...left)).toBe(together);
        expect(strictestConsent(strictestConsent(...left), strictestConsent(...right))).toBe(
          together,
        );
      }),
      { numRuns: runs(500) },
    );
  });
});

describe('allowsNothing', () => {
  it.each(consents)('of %s is what decideConsent does everywhere', (consent) => {
    const sent = [us, greece].filter(
      (place) =>
        decideConsent({ consent, whenConsentUnknown: 'send', ...place }).decision !== 'drop',
    );
    expect(allowsNothing(consent)).toBe(sent.length === 0);
  });
});

describe('readConsent', () => {
  it.each([undefined, null, '', 'unknown'])('takes %j for silence', (value) => {
    expect(readConsent(value)).toBe('unknown');
  });
  it.each(['granted', 'limited', 'denied'])('takes %s at its word', (value) => {
    expect(readConsent(value)).toBe(value);
  });
  it(`calls anything else unreadable (${runs(1000)} runs)`, () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (value) => {
        fc.pre(value !== undefined && value !== null && value !== '');
        fc.pre(!consents.some((consent) => consent === value));
        expect(readConsent(value)).toBe('unreadable');
      }),
      { numRuns: runs(1000) },
    );
  });
  it.each(['Granted', 'yes', '1', 'I agree', ' granted', 'granted;', 'true', true, 1])(
    'does not guess at %j',
    (value) => {
      expect(readConsent(value)).toBe('unreadable');
    },
  );
});

describe('consentFromCookies', () => {
  it.each<[string, Consent | undefined]>([
    ['', undefined],
    ['a=b', undefined],
    ['meta_consent', undefined],
    ['xmeta_consent=granted', undefined],
    ['meta_consent=granted', 'granted'],
    ['a=b; meta_consent=limited; c=d', 'limited'],
    ['meta_consent="denied"', 'denied'],
    ['meta_consent=granted; meta_consent=denied', 'denied'],
    ['meta_consent=granted; meta_consent=', 'unknown'],
    ['meta_consent=maybe', 'unreadable'],
    ['meta_consent=%E0%A4%A', 'unreadable'],
    // Nothing percent-encodes letters, so this is not an answer.
    ['meta_consent=%67ranted', 'unreadable'],
    [`${consentCookieName}=granted`, 'granted'],
  ])('%s', (cookies, consent) => {
    expect(consentFromCookies(cookies)).toBe(consent);
  });
});
