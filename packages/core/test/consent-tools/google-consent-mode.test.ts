import { expect, test } from 'vitest';
import { googleConsentMode } from '../../src/consent-tools.ts';
import type { Consent } from '../../src/event/capi-event.ts';

// The letters as read from public code: l unset; m -/deny, n -/grant; p deny/-, q deny/deny, r deny/grant;
// t grant/-, u grant/deny, v grant/grant, each the page's default and the visitor's answer.
test.each<[string, Consent, string?]>([
  ['gcd=13r3r3r3r5', 'granted'],
  ['gcd=13n3n3n3n5', 'granted'],
  ['gcd=13v3v3v3v5', 'granted'],
  ['gcd=11q1q1q1q5', 'denied'],
  ['gcd=11m1m1m1m5', 'denied'],
  ['gcd=11u1u1u1u5', 'denied'],
  ['gcd=11l1l1l1l5', 'unknown', 'nothing set'],
  ['gcd=11p1p1p1p5', 'unknown', 'the page denies by default, nobody answered'],
  ['gcd=11t1t1t1t5', 'unknown', 'the page grants by default, nobody answered'],
  ['gcd=13r3q3r3r5', 'granted', 'analytics alone refused'],
  ['gcd=13r3r3q3r5', 'denied', 'ad_user_data refused'],
  ['gcd=13q3r3r3r5', 'denied', 'ad_storage refused'],
  ['gcd=13l3r3r3r5', 'unknown', 'ad_storage not asked'],
  ['gcd=13m3r3r3r5', 'denied', 'ad_storage refused, without a default'],
  ['gcd=13r3r3l3r5', 'unknown', 'ad_user_data not asked'],
  ['gcd=13r3r3r3q5', 'limited', 'ad_personalization refused'],
  ['gcd=13r3r3r3p5', 'limited', 'ad_personalization denied by default'],
  ['gcd=13r3r3r3m5', 'limited', 'ad_personalization refused, without a default'],
  ['gcd=13r3r3r3u5', 'limited', 'ad_personalization refused, granted by default'],
  ['gcd=13r3r3r3v5', 'granted', 'ad_personalization granted twice'],
  ['gcd=13q3r3r3q5', 'denied', 'ad_personalization refused too'],
  ['gcd=13r3r3r3t5', 'granted', 'ad_personalization granted by default'],
  ['gcd=13r3r3r3l5', 'granted', 'ad_personalization not used'],
  ['gcs=G111', 'unknown', 'nothing of ad_user_data'],
  ['gcs=G1-1', 'unknown'],
  ['gcs=G100', 'denied'],
  ['gcs=G101', 'denied'],
  ['gcs=G100&gcd=11p1p1p1p5', 'unknown', 'gcs repeats the default'],
  ['gcs=G100&gcd=11q1q1q1q5', 'denied'],
  ['gcs=G111&gcd=13r3r3r3r5', 'granted'],
  ['gcs=G100&gcd=13r3r3r3r5', 'denied', 'they contradict each other'],
  ['gcd=13r3r3r3r5&gcd=11q1q1q1q5', 'denied', 'the strictest of two'],
  ['gcd=', 'denied'],
  ['gcd=13r3r3', 'denied', 'cut off'],
  ['gcd=13r3r3r', 'denied', 'cut off before ad_personalization'],
  ['gcd=13r3r3r3~5', 'denied', 'not a letter'],
  ['gcd=23r3r3r3r5', 'denied', 'another version'],
  ['gcd=213r3r3r3r5', 'denied', 'text before it'],
  ['gcd=13r3r3r3r5!', 'denied', 'text behind it'],
  [`gcd=13r3r3r3r${'5'.repeat(22)}`, 'granted', 'longer, as later versions may be'],
  [`gcd=13r3r3r3r${'5'.repeat(23)}`, 'denied', 'too long'],
  ['gcd=13R3r3r3r5', 'denied', 'a capital'],
  ['gcd=13%003%003%003%005', 'denied'],
  ['gcd=1303030305', 'denied', 'a letter with no meaning'],
  ['gcs=G2111', 'denied'],
  ['gcs=G1111', 'denied'],
  ['gcs=xG111', 'denied'],
  ['gcs=', 'denied'],
  ['gcs=G111&gcs=G100', 'denied', 'the strictest of two'],
  ['', 'unknown'],
  ['tid=G-A1B2', 'unknown'],
])('%s is %s %s', (query, consent) => {
  expect(googleConsentMode(query)).toBe(consent);
  expect(googleConsentMode(`https://metrics.example.com/g/collect?v=2&${query}`)).toBe(consent);
});

test('never throws', () => {
  expect(googleConsentMode(undefined as unknown as string)).toBe('denied');
});
