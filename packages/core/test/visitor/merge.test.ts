import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideConsent } from '../../src/consent/consent.ts';
import type { Consent } from '../../src/event/capi-event.ts';
import { mergePackedVisitors } from '../../src/visitor/merge.ts';
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
    for (const unnamed of [carriers, carriers.toReversed()]) {
      expect(mergePackedVisitors(unnamed).consentCarrier).toBe('metadata meta_consent');
    }
  });

  it.each([
    ['the earliest of two grants', ['granted', 2], ['granted', 1], 'granted', 1],
    [
      'no time, if one grant has none',
      ['granted', 2],
      ['granted', undefined],
      'granted',
      undefined,
    ],
    ['the latest of two refusals', ['denied', 1], ['denied', 2], 'denied', 2],
    ['that of the refusal, not of the grant', ['granted', 3], ['denied', 2], 'denied', 2],
    ['no time of the other answer', ['granted', 3], ['limited', undefined], 'limited', undefined],
    ['that of the only answer', ['granted', 3], [undefined, undefined], 'granted', 3],
  ] as const)('carries the time of the answer: %s', (_, one, other, consent, hours) => {
    const at = (hour: number): number => 1_764_201_600 + hour * 3600;
    const carriers = [one, other].map(([answer, hour]) => ({
      ...(answer === undefined ? {} : { meta_consent: answer }),
      ...(hour === undefined ? {} : { meta_consent_at: String(at(hour)) }),
    }));
    for (const order of [carriers, carriers.toReversed()]) {
      const merged = mergePackedVisitors(order);
      expect(merged.consent).toBe(consent);
      expect(merged.consentAt).toBe(hours === undefined ? undefined : at(hours));
    }
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
