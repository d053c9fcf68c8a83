import type { Recorded } from './accepted.ts';
import type { Books, Expected, NotCounted } from './expected.ts';
import { indexed, keyOf, type RecordsOf } from './recorded-index.ts';
import { againstRules, type IsAccepted, type Unexpected, unexplained } from './unexpected.ts';

/** What is known about what was accepted. Absent sources are not asked. */
export interface Evidence {
  /** Does the store of `onlyOnce` remember the event as sent? */
  readonly store?: ((eventName: string, eventId: string) => Promise<boolean>) | undefined;
  readonly recorded?: readonly Recorded[] | undefined;
  /** Messages of the dead-letter queue, with the reason of each. */
  readonly deadLetters?: readonly DeadEvent[] | undefined;
}

interface DeadEvent {
  readonly eventName?: string | undefined;
  readonly eventId?: string | undefined;
  readonly explanation: string;
}

type Row = Omit<Expected, 'paymentIds' | 'skipped'>;

interface Accepted extends Row {
  /** The id under which it was accepted, if it is not the adapter's. */
  readonly acceptedAs?: string | undefined;
}

interface Missing extends Row {
  /** What is known, such as the reason in the dead-letter queue. */
  readonly why: string;
}

interface Doubled extends Row {
  /** Ids that Meta counts once each, or the same id again after 48 hours. */
  readonly acceptedAs: readonly string[];
}

/** Accepted with another value or currency than Stripe's. */
interface Different extends Row {
  readonly acceptedValue?: number | undefined;
  readonly acceptedCurrency?: string | undefined;
}

export interface Reconciliation {
  readonly paid: number;
  readonly accepted: readonly Accepted[];
  readonly missing: readonly Missing[];
  readonly double: readonly Doubled[];
  readonly different: readonly Different[];
  readonly unexpected: readonly Unexpected[];
  /** Paid, and not sent by a rule; never missing. */
  readonly notCounted: readonly Omit<NotCounted, 'paymentIds' | 'skipped'>[];
}

/** Compares what was paid with what was accepted. `since`: Unix seconds, of unexpected events. */
export async function reconcile(
  { expected, notCounted, otherIds }: Books,
  evidence: Evidence,
  since: number,
): Promise<Reconciliation> {
  const accepted: Accepted[] = [];
  const missing: Missing[] = [];
  const double: Doubled[] = [];
  const different: Different[] = [];
  const keys: ReadonlySet<string> = new Set(expected.map(keyOf));
  const explained = new Set(keys);
  const recordsOf = indexed(evidence.recorded ?? []);
  const dead = new Map((evidence.deadLetters ?? []).map((one) => [keyOf(one), one]));
  const isAccepted = acceptance(evidence, recordsOf, dead, keys);
  for (const one of expected) {
    const { paymentIds: _ids, skipped: _skipped, ...row } = one;
    const ids = idsOf(one, keys);
    for (const id of ids) explained.add(keyOf({ eventName: one.eventName, eventId: id }));
    const acceptedAs = await acceptedIds(one.eventName, ids, isAccepted, recordsOf);
    const [id] = acceptedAs;
    if (id === undefined) missing.push({ ...row, why: whyMissing(row, recordsOf, dead, evidence) });
    else if (acceptedAs.length > 1) double.push({ ...row, acceptedAs });
    else accepted.push({ ...row, ...(id === row.eventId ? {} : { acceptedAs: id }) });
    const records = recordsOf(keyOf({ eventName: row.eventName, eventId: id }));
    const other = id === undefined ? undefined : otherValue(row, records);
    if (other !== undefined) different.push({ ...row, ...other });
  }
  const unexpected = await againstRules(notCounted, isAccepted, recordsOf, explained);
  const others = unexplained(evidence.recorded ?? [], explained, since);
  unexpected.push(...others.filter(({ eventId }) => !otherIds.has(eventId)));
  return {
    paid: expected.length,
    accepted,
    missing,
    double,
    different,
    unexpected,
    notCounted: notCounted.map(({ paymentIds: _ids, skipped: _skipped, ...one }) => one),
  };
}

/** Asks the sources in the order of what they know. `keys`: the events that were expected. */
function acceptance(
  { recorded, store }: Evidence,
  recordsOf: RecordsOf,
  dead: ReadonlyMap<string, DeadEvent>,
  keys: ReadonlySet<string>,
): IsAccepted {
  return async (eventName, eventId) => {
    const key = keyOf({ eventName, eventId });
    if (recordsOf(key).some(({ outcome }) => outcome !== 'refused')) return true;
    if (dead.has(key)) return false;
    if (store !== undefined) return store(eventName, eventId);
    // With a queue alone, an event reaches Meta or the dead-letter queue.
    return recorded === undefined && keys.has(key);
  };
}

/** The ids that one payment may have been sent with. Partial payments of one invoice are separate events. */
function idsOf(
  { eventName, eventId, paymentIds }: Expected,
  keys: ReadonlySet<string>,
): readonly string[] {
  const others = [...paymentIds].filter((id) => !keys.has(keyOf({ eventName, eventId: id })));
  return [...new Set([eventId, ...others])];
}

/** Each id under which Meta counted the payment, as often as it counted it. */
async function acceptedIds(
  eventName: string,
  ids: readonly string[],
  isAccepted: IsAccepted,
  recordsOf: RecordsOf,
): Promise<readonly string[]> {
  const accepted: string[] = [];
  for (const id of ids) {
    if (!(await isAccepted(eventName, id))) continue;
    const copies = recordsOf(keyOf({ eventName, eventId: id }));
    accepted.push(...Array.from({ length: timesCounted(copies) }, () => id));
  }
  return accepted;
}

/** Do both sides agree? */
export function isEven({ missing, double, different, unexpected }: Reconciliation): boolean {
  return [missing, double, different, unexpected].every(({ length }) => length === 0);
}

/** How often Meta counts these copies of one event: again if one arrives 48 hours after the first. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events
function timesCounted(copies: readonly Recorded[]): number {
  const times = copies
    .filter(({ outcome }) => outcome === 'accepted')
    .map(({ receivedAt }) => receivedAt)
    .filter((at) => at !== undefined)
    .sort((one, other) => one - other);
  let counted = 0;
  let first = Number.NEGATIVE_INFINITY;
  for (const at of times) {
    if (at - first <= windowMs) continue;
    first = at;
    counted += 1;
  }
  return Math.max(counted, 1);
}

const windowMs = 48 * 3_600_000;

function whyMissing(
  row: Row,
  recordsOf: RecordsOf,
  dead: ReadonlyMap<string, DeadEvent>,
  { recorded, store }: Evidence,
): string {
  const letter = dead.get(keyOf(row));
  if (letter !== undefined) return `In the dead-letter queue: ${letter.explanation}`;
  const refused = recordsOf(keyOf(row)).at(-1);
  if (refused?.reason !== undefined) return `Not accepted: ${refused.reason} (${refused.place}).`;
  if (recorded === undefined && store === undefined) return 'Not known.';
  return recorded === undefined ? 'Not in the store.' : 'Not in the recording.';
}

function otherValue(
  row: Row,
  copies: readonly Recorded[],
): Pick<Different, 'acceptedCurrency' | 'acceptedValue'> | undefined {
  const found = copies.find(({ outcome, value }) => outcome === 'accepted' && value !== undefined);
  if (found === undefined) return undefined;
  const isSame = found.value === row.value && found.currency === row.currency;
  return isSame ? undefined : { acceptedValue: found.value, acceptedCurrency: found.currency };
}
