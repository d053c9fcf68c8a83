import type { Consent, Visitor } from '@meta-capi/core';
import { packClientReference } from '@meta-capi/stripe-adapter/client-reference';
import { stripeToEvents } from '@meta-capi/stripe-adapter/to-events';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sessionCompleted } from '../fixtures/checkout-session.ts';

const fbp = 'fb.1.1596403881668.1116446470';
const fbclid = 'IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk';
const fbc = `fb.1.1554763741205.${fbclid}`;
// https://docs.stripe.com/payment-links/url-parameters
const accepted = /^[A-Za-z0-9_-]{1,200}$/;

const carriers: (string | undefined)[] = [];

/** The visitor that the adapter reads of a Checkout Session with this reference. */
function readBack(client_reference_id: unknown, metadata: object = {}): Visitor | undefined {
  const session = sessionCompleted({ client_reference_id, metadata, payment_intent: 'pi_1' });
  const [event] = stripeToEvents(session, { purchaseSource: 'checkout' });
  if (event?.visitor === undefined) return undefined;
  const { consentCarrier, ...visitor } = event.visitor;
  carriers.push(consentCarrier);
  return visitor;
}

describe('packClientReference', () => {
  test.each<[string, Visitor, Visitor]>([
    [
      'consent, browser and click',
      { consent: 'granted', fbp, fbc },
      { consent: 'granted', fbp, fbc },
    ],
    ['a click without a browser id', { consent: 'granted', fbc }, { consent: 'granted', fbc }],
    ['a browser id without a click', { consent: 'limited', fbp }, { consent: 'limited', fbp }],
    ['a visitor who has not answered', { consent: 'unknown', fbp }, { consent: 'unknown' }],
    ['no consent', { fbc }, { consent: 'unknown' }],
    ['only a denial', { consent: 'denied', fbp, fbc }, { consent: 'denied' }],
    ['nothing', {}, { consent: 'unknown' }],
    [
      'what a param builder appended, without it',
      { consent: 'granted', fbp: `${fbp}.AQQBAQAB`, fbc: `${fbc}.Ag` },
      { consent: 'granted', fbp, fbc },
    ],
    [
      'a number of 18 digits',
      { consent: 'granted', fbp: 'fb.2.1700000000000.123456789012345678' },
      { consent: 'granted', fbp: 'fb.2.1700000000000.123456789012345678' },
    ],
  ])('carries %s', (_, given, expected) => {
    const packed = packClientReference(given);
    expect(packed).toMatch(accepted);
    expect(readBack(packed)).toEqual(expected);
  });

  test('an answer that cannot be read stays so', () => {
    const packed = packClientReference({ consent: 'yes' as Consent, fbp });
    expect(readBack(packed)).toEqual({ consent: 'unreadable' });
    expect(carriers.at(-1)).toBe('client_reference_id meta_consent');
  });

  test.each([
    ['too long beside the browser id, so the click stays', 'x'.repeat(175), { fbc: true }],
    ['too long at all, so the browser id stays', 'x'.repeat(190), { fbp: true }],
    ['in characters that Stripe refuses', 'a~b', { fbp: true }],
    ['followed by what is no appendix', 'abc.def', { fbp: true }],
  ])('a click id %s is never cut', (_, id, kept: { fbp?: boolean; fbc?: boolean }) => {
    const long = `fb.1.1554763741205.${id}`;
    const packed = packClientReference({ consent: 'granted', fbp, fbc: long });
    expect(packed).toMatch(accepted);
    expect(readBack(packed)).toEqual({
      consent: 'granted',
      ...(kept.fbp && { fbp }),
      ...(kept.fbc && { fbc: long }),
    });
  });

  test.each(['fb.1.1.2', 'fb.1.9999999999999.1', 'fb.1.1596403881668.007', 'anna@example.com', 7])(
    'omits %j, which is not an fbp',
    (odd) => {
      const packed = packClientReference({ consent: 'granted', fbp: odd as string });
      expect(readBack(packed)).toEqual({ consent: 'granted' });
    },
  );

  test.each([undefined, null, 'text', 7])('does not throw for %j', (visitor) => {
    expect(packClientReference(visitor as unknown as Visitor)).toMatch(accepted);
  });

  test('whatever it is given, Stripe accepts it and the adapter reads the same back', () => {
    const index = fc.integer({ min: 0, max: 59 });
    const time = fc.integer({ min: 1_400_000_000_000, max: 3_999_999_999_999 });
    const id = fc.stringMatching(/^[\w-]{1,220}$/);
    const number = fc.bigInt({ min: 0n, max: 10n ** 40n - 1n });
    const consent = fc.constantFrom<Consent>('granted', 'limited');
    fc.assert(
      fc.property(consent, index, time, number, id, (given, at, ms, random, click) => {
        const visitor: Visitor = {
          consent: given,
          fbp: `fb.${at}.${ms}.${random}`,
          fbc: `fb.${at}.${ms}.${click}`,
        };
        const packed = packClientReference(visitor);
        expect(packed).toMatch(accepted);
        expect(visitor).toMatchObject(readBack(packed) ?? {});
        expect(readBack(packed)?.consent).toBe(given);
      }),
    );
  });
});

describe('a shop’s own client_reference_id', () => {
  test.each(['order-1001', 'mc1', 'mc1-2026-0001', 'mc1g', '', 'x'.repeat(200), null, 7])(
    '%j is not read as a visitor',
    (own) => {
      expect(readBack(own)).toEqual({ consent: 'unknown' });
    },
  );

  test('differs from a packed visitor in every character', () => {
    const packed = packClientReference({ consent: 'granted', fbp, fbc });
    for (let at = 0; at < packed.length; at += 1) {
      const other = packed[at] === 'A' ? 'B' : 'A';
      const changed = packed.slice(0, at) + other + packed.slice(at + 1);
      expect(readBack(changed)).toEqual({ consent: 'unknown' });
    }
    expect(readBack(packed.slice(0, -1))).toEqual({ consent: 'unknown' });
  });
});

test('of metadata and the reference, the strictest consent counts', () => {
  const packed = packClientReference({ consent: 'granted', fbp });
  expect(readBack(packed, { meta_consent: 'denied' })).toEqual({ consent: 'denied' });
  const denied = packClientReference({ consent: 'denied' });
  expect(readBack(denied, { meta_consent: 'granted' })).toEqual({ consent: 'denied' });
  expect(readBack(packed, { meta_consent: 'granted' })).toEqual({ consent: 'granted', fbp });
});
