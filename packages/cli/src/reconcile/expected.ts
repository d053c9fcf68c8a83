import { paidObject } from '../stripe-events/paid-object.ts';
import type { ReadEvent } from '../stripe-events/read-events.ts';
import { createPayments, type Payments, relatedIds } from '../stripe-events/related-ids.ts';
import { type Conversion, isPayment, type Reason, type Verdict } from '../stripe-events/verdict.ts';

/** An event for Meta that carries what somebody paid. */
export interface Expected extends Conversion {
  readonly stripeEvent: string;
  /** Unix seconds. */
  readonly paidAt: number;
  /** All ids of the same payment in Stripe. */
  readonly paymentIds: ReadonlySet<string>;
}

/** A payment that creates no event under these settings, on purpose or for want of a look-up. */
export interface NotCounted extends Omit<Expected, 'eventName'> {
  /** Absent if the adapter makes no event at all; then `eventId` is the id of the Stripe object. */
  readonly eventName?: string | undefined;
  readonly reason: Reason;
}

export interface Books {
  /** Each event name and id once. */
  readonly expected: readonly Expected[];
  readonly notCounted: readonly NotCounted[];
  /** Of payments that are not compared: undecided, or before `since`. */
  readonly otherIds: ReadonlySet<string>;
}

/** The books without what was paid before `since`, in Unix seconds. */
export function booksSince({ expected, notCounted, otherIds }: Books, since: number): Books {
  const isNew = ({ paidAt }: Expected | NotCounted): boolean => paidAt >= since;
  const older = [...expected, ...notCounted].filter((one) => !isNew(one));
  const ids = older.flatMap(({ eventId, paymentIds }) => [eventId, ...paymentIds]);
  return {
    expected: expected.filter(isNew),
    notCounted: notCounted.filter(isNew),
    otherIds: new Set([...otherIds, ...ids]),
  };
}

/** What Stripe's events say was paid, as the adapter counts it. */
export function booksOf(events: readonly ReadEvent[], verdicts: readonly Verdict[]): Books {
  const payments = paymentsOf(events, verdicts);
  const expected = new Map<string, Expected>();
  const refused = new Map<string, NotCounted>();
  const silent: NotCounted[] = [];
  for (const [at, { id: stripeEvent, created: paidAt }] of events.entries()) {
    const { conversions = [], reason, payload } = verdicts[at] ?? {};
    const paid = payload === undefined ? undefined : paidObject(payload);
    const known = { stripeEvent, paidAt, paymentIds: payments.idsOf(paid?.eventId ?? '') };
    for (const conversion of conversions) {
      if (conversion.value === undefined) continue;
      const { skipped, ...rest } = conversion;
      const key = `${conversion.eventName} ${conversion.eventId}`;
      if (skipped === undefined) expected.set(key, expected.get(key) ?? { ...rest, ...known });
      else refused.set(key, { ...rest, ...known, reason: skipped });
    }
    if (!conversions.some(isPayment) && paid !== undefined && reason !== undefined) {
      silent.push({ ...paid, ...known, reason });
    }
  }
  // A copy that carries a consent counts although another copy carries none.
  for (const key of expected.keys()) refused.delete(key);
  return {
    expected: [...expected.values()],
    notCounted: [...refused.values(), ...unmatched(silent, expected, refused)],
    otherIds: undecidedIds(verdicts, payments),
  };
}

function undecidedIds(verdicts: readonly Verdict[], payments: Payments): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { lookUp, payload } of verdicts) {
    if (lookUp === undefined) continue;
    for (const id of relatedIds(payload.data?.object)) {
      for (const one of payments.idsOf(id)) ids.add(one);
    }
    for (const [, id] of JSON.stringify(payload).matchAll(/"(sub_\w+)"/g)) ids.add(id ?? '');
  }
  return ids;
}

/** Payments that none of their events counts: most events only show a payment that another one counts. */
function unmatched(
  silent: readonly NotCounted[],
  expected: ReadonlyMap<string, Expected>,
  refused: ReadonlyMap<string, NotCounted>,
): readonly NotCounted[] {
  const counted = new Set<string>();
  for (const one of [...expected.values(), ...refused.values()]) {
    if (one.eventName !== undefined && !isPayment({ eventName: one.eventName })) continue;
    for (const id of one.paymentIds) counted.add(id);
  }
  const left = new Map<string, NotCounted>();
  // A rule about the payment says more than that another type of event counts.
  const byReason = silent.toSorted((one, other) => weight(one) - weight(other));
  for (const one of byReason) {
    if ([...one.paymentIds].some((id) => counted.has(id))) continue;
    for (const id of one.paymentIds) counted.add(id);
    left.set(one.eventId, one);
  }
  return [...left.values()];
}

function weight({ reason }: NotCounted): number {
  return reason.code === 'purchase_source' || reason.code === 'not_a_conversion' ? 1 : 0;
}

function paymentsOf(events: readonly ReadEvent[], verdicts: readonly Verdict[]): Payments {
  const payments = createPayments();
  for (const [at, { event }] of events.entries()) {
    payments.add(relatedIds(event.data?.object));
    // With what was looked up, such as the invoice of a PaymentIntent.
    payments.add(relatedIds(verdicts[at]?.payload.data?.object));
  }
  return payments;
}
