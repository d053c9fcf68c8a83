import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../core/test/fuzz-runs.ts';
import { readJsonRecords } from '../../src/files/json-records.ts';
import { readRecorded } from '../../src/reconcile/accepted.ts';
import { type Books, booksOf, type Expected } from '../../src/reconcile/expected.ts';
import { reconcile } from '../../src/reconcile/reconcile.ts';
import { judgeAll } from '../../src/stripe-events/judge-all.ts';
import { readEvents } from '../../src/stripe-events/read-events.ts';
import { readSettings } from '../../src/stripe-events/settings.ts';
import { clientOf, endpointVersions, liveAMonth, type Month } from '../made-up-month.ts';
import { type Delivery, recordingOf } from './recorded-month.ts';

const hourMs = 3_600_000;
const sources = ['payment_intent', 'checkout', 'invoice'] as const;
const renewals = ['first', 'all', 'none', 'recurring'] as const;

async function booksOfMonth(
  { stripe, events: list }: Month,
  flags: { purchaseSource: string; renewals: string },
): Promise<Books> {
  const settings = readSettings(flags, { META_CONSENT_UNKNOWN: 'send' });
  const text = list.map((event) => JSON.stringify(event)).join('\n');
  const { events } = readEvents(readJsonRecords(text, 'month.jsonl'));
  return booksOf(events, await judgeAll(events, settings, clientOf(stripe), () => {}));
}

function deliveryOf({ eventName, eventId, value, currency, paidAt }: Expected): Delivery {
  return { eventName, eventId, value, currency, eventTime: paidAt, sentAt: paidAt * 1000 + 2000 };
}

async function compare(books: Books, deliveries: readonly Delivery[]) {
  const records = readJsonRecords(await recordingOf(deliveries), 'recording.jsonl');
  const { recorded, problems } = readRecorded(records, '1234567890');
  expect(problems).toEqual([]);
  return reconcile(books, { recorded }, 0);
}

const keysOf = (rows: readonly { eventName?: string | undefined; eventId: string }[]): string[] =>
  rows.map(({ eventName, eventId }) => `${eventName} ${eventId}`).sort();

test('planted gaps and doubles of a month are found exactly, whatever the settings and the API version', async () => {
  const plan = fc.record({
    seed: fc.integer({ min: 1, max: 1000 }),
    version: fc.constantFrom(...endpointVersions),
    purchaseSource: fc.constantFrom(...sources),
    renewals: fc.constantFrom(...renewals),
    // What happens to the nth event: the share of each is small, as in a real month.
    fates: fc.array(
      fc.constantFrom('sent', 'sent', 'sent', 'sent', 'gap', 'copy', 'late copy', 'second id'),
      { minLength: 400, maxLength: 400 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(plan, async ({ seed, version, fates, ...flags }) => {
      const books = await booksOfMonth(liveAMonth(seed, version), flags);
      const gaps: Expected[] = [];
      const doubles: Expected[] = [];
      const deliveries: Delivery[] = [];
      const expectedKeys = new Set(keysOf(books.expected));
      books.expected.forEach((one, at) => {
        const delivery = deliveryOf(one);
        const fate = fates[at];
        if (fate === 'gap') {
          gaps.push(one);
          return;
        }
        deliveries.push(delivery);
        if (fate === 'copy') deliveries.push({ ...delivery, sentAt: delivery.sentAt + hourMs });
        if (fate === 'late copy') {
          doubles.push(one);
          deliveries.push({ ...delivery, sentAt: delivery.sentAt + 49 * hourMs });
        }
        const secondId = [...one.paymentIds].find(
          (id) => id !== one.eventId && !expectedKeys.has(`${one.eventName} ${id}`),
        );
        if (fate === 'second id' && secondId !== undefined) {
          doubles.push(one);
          deliveries.push({ ...delivery, eventId: secondId });
        }
      });
      const found = await compare(books, deliveries);
      expect(keysOf(found.missing)).toEqual(keysOf(gaps));
      expect(keysOf(found.double)).toEqual(keysOf(doubles));
      expect(found.unexpected).toEqual([]);
      expect(found.different).toEqual([]);
      expect(found.paid).toBe(books.expected.length);
      expect(found.accepted.length).toBe(found.paid - gaps.length - doubles.length);
    }),
    // Each run judges and records a month, so a failure is not shrunk.
    { numRuns: runs(5), endOnFailure: true },
  );
});

describe('what was paid', () => {
  test.each(endpointVersions)('is what the shop’s own books say, with %s', async (version) => {
    const month = liveAMonth(11, version);
    const flags = { purchaseSource: 'payment_intent', renewals: 'all' };
    const { expected, notCounted } = await booksOfMonth(month, flags);
    const purchases = expected.filter(({ eventName }) => eventName === 'Purchase');
    const refused = notCounted.filter(({ reason }) => reason.code === 'consent_denied');
    const paid = month.stripe.life.payments.filter(({ amount }) => amount > 0);
    const counted = keysOf([
      ...purchases,
      ...refused.map((one) => ({ ...one, eventName: 'Purchase' })),
    ]);
    expect([...new Set(counted)]).toEqual(
      keysOf(
        paid.map(({ paymentIntent }) => ({ eventName: 'Purchase', eventId: paymentIntent ?? '' })),
      ),
    );
    expect(refused.length).toBeGreaterThan(0);
  });

  test('a refusal, a renewal and an amount of 0 are listed with their reason, and are not missing', async () => {
    const books = await booksOfMonth(liveAMonth(5, '2026-10-28.endive'), {
      purchaseSource: 'invoice',
      renewals: 'none',
    });
    const codes = new Set(books.notCounted.map(({ reason }) => reason.code));
    expect([...codes]).toEqual(
      expect.arrayContaining(['consent_denied', 'renewals', 'nothing_paid']),
    );
    const found = await compare(books, books.expected.map(deliveryOf));
    expect(found.missing).toEqual([]);
  });
});

test('an event that was accepted although the visitor refused is unexpected', async () => {
  const flags = { purchaseSource: 'payment_intent', renewals: 'first' };
  const books = await booksOfMonth(liveAMonth(3, '2026-10-28.endive'), flags);
  const refused = books.notCounted.find(
    ({ reason, eventName }) => reason.code === 'consent_denied' && eventName === 'Purchase',
  );
  const sent = [...books.expected.map(deliveryOf), deliveryOf(refused as Expected)];
  const { unexpected } = await compare(books, sent);
  expect(keysOf(unexpected)).toEqual(keysOf([refused as Expected]));
  expect(unexpected[0]?.why).toContain('consent_denied');
});

test('another value, and a payment that Stripe does not list, are found', async () => {
  const flags = { purchaseSource: 'payment_intent', renewals: 'first' };
  const books = await booksOfMonth(liveAMonth(3, '2026-10-28.endive'), flags);
  const [first, ...others] = books.expected.map(deliveryOf);
  if (first === undefined) throw new Error('No payment.');
  const unknown = { ...first, eventId: 'pi_unknown' };
  const wrong = { ...first, value: (first.value ?? 0) * 100 };
  const found = await compare(books, [wrong, unknown, ...others]);
  expect(keysOf(found.different)).toEqual(keysOf([first]));
  expect(keysOf(found.unexpected)).toEqual(['Purchase pi_unknown']);
});

test('a store that remembers and a dead-letter queue decide together', async () => {
  const flags = { purchaseSource: 'payment_intent', renewals: 'first' };
  const books = await booksOfMonth(liveAMonth(3, '2026-10-28.endive'), flags);
  const [first, second] = books.expected;
  const deadLetters = [{ ...second, explanation: 'The token was refused.' }] as const;
  const sent = new Set(keysOf(books.expected.slice(1)));
  const store = async (eventName: string, eventId: string) => sent.has(`${eventName} ${eventId}`);
  const found = await reconcile(books, { store, deadLetters }, 0);
  expect(keysOf(found.missing)).toEqual(keysOf([first, second] as Expected[]));
  expect(found.missing.map(({ why }) => why).sort()).toEqual([
    'In the dead-letter queue: The token was refused.',
    'Not in the store.',
  ]);
  const queueOnly = await reconcile(books, { deadLetters }, 0);
  expect(keysOf(queueOnly.missing)).toEqual(keysOf([second].filter((one) => one !== undefined)));
});
