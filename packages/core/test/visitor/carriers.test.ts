import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideConsent } from '../../src/consent/consent.ts';
import type { Consent } from '../../src/event/capi-event.ts';
import { mergePackedVisitors } from '../../src/visitor/carriers.ts';
import { runs } from '../fuzz-runs.ts';

const fbp = 'fb.1.1596403881668.1116446470';
const olderFbp = 'fb.1.1500000000000.1';

describe('mergePackedVisitors', () => {
  it('takes each value from the first carrier that has it', () => {
    expect(
      mergePackedVisitors([
        { meta_fbp: fbp, order_id: '7' },
        { meta_fbp: olderFbp, meta_url: 'https://shop.example.com/pay', meta_consent: 'granted' },
      ]),
    ).toStrictEqual({
      fbp,
      eventSourceUrl: 'https://shop.example.com/pay',
      consent: 'granted',
    });
  });

  const table: Record<string, Consent> = {
    '': 'unknown',
    nothing: 'unknown',
    'nothing granted': 'granted',
    'nothing limited': 'limited',
    'nothing denied': 'denied',
    'granted limited': 'limited',
    'granted denied': 'denied',
    'limited denied': 'denied',
    'granted nothing limited': 'limited',
    'granted misspelt': 'unreadable',
    'nothing misspelt': 'unreadable',
    'denied misspelt': 'unreadable',
  };
  it.each(Object.entries(table))('of "%s" is %s, in any order', (written, consent) => {
    const carriers = written
      .split(' ')
      .map((answer) => (answer === 'nothing' || answer === '' ? {} : { meta_consent: answer }));
    expect(mergePackedVisitors(carriers).consent).toBe(consent);
    expect(mergePackedVisitors(carriers.toReversed()).consent).toBe(consent);
  });

  it('names the carrier whose answer is unreadable', () => {
    const carriers = [{ meta_fbp: fbp }, { meta_consent: 'Granted' }];
    expect(mergePackedVisitors(carriers, ['ClientMetadata', 'attribute'])).toStrictEqual({
      consent: 'unreadable',
      consentCarrier: 'attribute meta_consent',
    });
    expect(mergePackedVisitors(carriers).consentCarrier).toBe('metadata meta_consent');
  });

  it('of a denial reads nothing else', () => {
    expect(mergePackedVisitors([{ meta_fbp: fbp }, { meta_consent: 'denied' }])).toStrictEqual({
      consent: 'denied',
      consentCarrier: 'metadata meta_consent',
    });
  });

  it.each([[[]], [[null, 'text', 7, []]]])('of %j is a visitor nobody knows', (carriers) => {
    expect(mergePackedVisitors(carriers)).toStrictEqual({ consent: 'unknown' });
  });

  it(`never sends more than the strictest written answer alone (${runs(300)} runs)`, () => {
    const rank = { drop: 0, limited: 1, send: 2 };
    const answer = fc.constantFrom<Consent>('granted', 'limited', 'denied');
    const carrier = fc.record({ meta_consent: answer }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.array(carrier), answer, (carriers, alone) => {
        const sent = (consent: Consent | undefined): number =>
          rank[decideConsent({ consent, whenConsentUnknown: 'send', countries: ['us'] }).decision];
        const together = mergePackedVisitors([...carriers, { meta_consent: alone }]);
        expect(sent(together.consent)).toBeLessThanOrEqual(sent(alone));
      }),
      { numRuns: runs(300) },
    );
  });
});
