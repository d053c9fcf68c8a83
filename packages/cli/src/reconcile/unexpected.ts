import type { Recorded } from './accepted.ts';
import type { NotCounted } from './expected.ts';
import { keyOf, type RecordsOf } from './recorded-index.ts';

/** Accepted although nothing was paid, or although a rule says that it is not sent. */
export interface Unexpected extends Pick<Recorded, 'currency' | 'eventId' | 'eventName' | 'value'> {
  readonly why: string;
}

export type IsAccepted = (eventName: string, eventId: string) => Promise<boolean>;

/** Accepted events of payments that a rule says are not sent. */
export async function againstRules(
  notCounted: readonly NotCounted[],
  isAccepted: IsAccepted,
  recordsOf: RecordsOf,
  explained: Set<string>,
): Promise<Unexpected[]> {
  const found: Unexpected[] = [];
  for (const {
    eventName = 'Purchase',
    eventId,
    value,
    currency,
    reason,
    paymentIds,
  } of notCounted) {
    // The route may have looked it up.
    if (reason.code === 'needs_look_up') continue;
    for (const id of new Set([eventId, ...paymentIds])) {
      const key = keyOf({ eventName, eventId: id });
      if (explained.has(key) || !(await isAccepted(eventName, id))) continue;
      explained.add(key);
      const recorded = recordsOf(key).find(({ outcome }) => outcome === 'accepted');
      const why = `Accepted, although it is not sent under these settings: ${reason.code}. ${reason.message}`;
      const amount = recorded?.value === undefined ? { value, currency } : recorded;
      found.push({ eventName, eventId: id, value: amount.value, currency: amount.currency, why });
    }
  }
  return found;
}

const paidNames: ReadonlySet<string> = new Set([
  'Purchase',
  'RecurringSubscriptionPayment',
  'Subscribe',
]);

/** Without a time it may be older. */
function isSince(time: number | undefined, since: number): boolean {
  return time !== undefined && time >= since;
}

/** Accepted events with an id of Stripe's that no payment explains. */
export function unexplained(
  recorded: readonly Recorded[],
  explained: ReadonlySet<string>,
  since: number,
): readonly Unexpected[] {
  const found = new Map<string, Unexpected>();
  for (const one of recorded) {
    const { eventName, eventId, outcome, value, currency } = one;
    const { receivedAt, eventTime = receivedAt && receivedAt / 1000 } = one;
    const isStripes = /^(?:pi|in|cs|ch|py|sub)_/.test(eventId) && paidNames.has(eventName);
    const isNew = outcome === 'accepted' && isSince(eventTime, since) && !explained.has(keyOf(one));
    if (!isStripes || !isNew || found.has(keyOf(one))) continue;
    const why = 'No payment among the events read explains it.';
    found.set(keyOf(one), { eventName, eventId, value, currency, why });
  }
  return [...found.values()];
}
