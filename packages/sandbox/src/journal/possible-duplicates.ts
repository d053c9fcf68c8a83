import { objectOrEmpty } from '../judge/json.ts';
import { FREQUENT_EVENTS, type IdentifierKind, identifiersOf } from './person.ts';
import type { ReceivedEvent } from './received.ts';

/**
 * Looks for one conversion that one side reports under two ids, such as one sale that the webhooks of
 * both the PaymentIntent and the Checkout Session report. Two accepted events of one side, pixel, name
 * and value within ten minutes are possible duplicates if
 * - they have an identifier of the person in common, or
 * - their ids are of two kinds of Stripe objects, and no identifier differs.
 *
 * Two pairs are two orders of one buyer. Events without a pair may also be two orders, so this is a hint and
 * not a finding.
 */
export interface PossibleDuplicates {
  /** An accepted event. Returns the number of the earlier event that it may duplicate. */
  add(event: AcceptedEvent): number | undefined;
  /** The conversion has both halves. Returns the events that are no longer possible duplicates. */
  pair(conversion: number): readonly number[];
  /** The event is no longer in memory. */
  forget(event: Pick<ReceivedEvent, 'number' | 'conversion'>): void;
  clear(): void;
}

type AcceptedEvent = Pick<
  ReceivedEvent,
  'conversion' | 'event' | 'eventId' | 'eventName' | 'number' | 'pixelId' | 'receivedAt' | 'source'
>;

interface Entry {
  readonly number: number;
  readonly conversion: number;
  readonly receivedAt: number;
  readonly identifiers: readonly string[];
  /** The prefix of the event_id if it is the id of a Stripe object. */
  readonly stripeObject: string | undefined;
  /** Each consists of side, pixel, event name, value, and one identifier or the note that it is Stripe's. */
  readonly keys: readonly string[];
}

const WINDOW_MS = 10 * 60 * 1000;
/** One sale has few copies; more events of one person and value are a load test. */
const MAX_COPIES = 5;
/** Entries for one key; buyers of one price share the key of Stripe's ids. */
const MAX_ENTRIES = 50;
const IDENTIFIERS: readonly IdentifierKind[] = ['em', 'ph', 'external_id', 'fbp'];

// oxlint-disable-next-line max-lines-per-function -- one closed object: short methods that share this state
export function createPossibleDuplicates(): PossibleDuplicates {
  const entries = new Map<number, Entry>();
  const byKey = new Map<string, readonly Entry[]>();
  const paired = new Set<number>();
  /** The possible duplicates with an event of this conversion: later and earlier event. */
  const found = new Map<number, readonly (readonly [Entry, Entry])[]>();

  const arePairs = (one: Entry, other: Entry): boolean =>
    paired.has(one.conversion) && paired.has(other.conversion);
  const addFound = (later: Entry, earlier: Entry): void => {
    for (const { conversion } of [later, earlier]) {
      found.set(conversion, [...(found.get(conversion) ?? []), [later, earlier]]);
    }
  };

  return {
    add(event) {
      const entry = entryOf(event);
      if (!entry) return undefined;
      const recent = new Set(
        entry.keys
          .flatMap((key) => byKey.get(key) ?? [])
          .filter(({ receivedAt }) => entry.receivedAt - receivedAt <= WINDOW_MS),
      );
      // A copy under the same id is counted once.
      if ([...recent].some(({ conversion }) => conversion === entry.conversion)) return undefined;
      entries.set(entry.number, entry);
      for (const key of entry.keys) {
        byKey.set(key, [...(byKey.get(key) ?? []), entry].slice(-MAX_ENTRIES));
      }
      const same = [...recent].filter((other) => mayBeOneSale(entry, other));
      const earlier = same
        .toSorted((one, other) => one.number - other.number)
        .findLast((other) => !arePairs(entry, other));
      if (!earlier || same.length >= MAX_COPIES) return undefined;
      addFound(entry, earlier);
      return earlier.number;
    },
    pair(conversion) {
      paired.add(conversion);
      const all = found.get(conversion) ?? [];
      const ended = all.filter(([later, earlier]) => arePairs(later, earlier));
      if (ended.length === 0) return [];
      found.set(
        conversion,
        all.filter((one) => !ended.includes(one)),
      );
      return ended.map(([{ number }]) => number);
    },
    forget({ number, conversion }) {
      if (number === conversion) {
        paired.delete(conversion);
        found.delete(conversion);
      }
      const entry = entries.get(number);
      entries.delete(number);
      for (const key of entry?.keys ?? []) {
        const rest = (byKey.get(key) ?? []).filter((one) => one !== entry);
        if (rest.length > 0) byKey.set(key, rest);
        else byKey.delete(key);
      }
    },
    clear() {
      for (const part of [entries, byKey, paired, found]) part.clear();
    },
  };
}

function entryOf(received: AcceptedEvent): Entry | undefined {
  const { number, conversion, receivedAt, event, eventId, eventName } = received;
  const amount = amountOf(event);
  if (eventName === undefined || FREQUENT_EVENTS.has(eventName) || amount === undefined) {
    return undefined;
  }
  const identifiers = identifiersOf(received, IDENTIFIERS);
  const stripeObject = stripeObjectOf(eventId);
  const sale = [received.source, received.pixelId, eventName, ...amount];
  const keys = [...identifiers, ...(stripeObject === undefined ? [] : ['stripe'])].map((part) =>
    JSON.stringify([...sale, part]),
  );
  return { number, conversion, receivedAt, identifiers, stripeObject, keys };
}

/** Value and currency; `'12.50'` of a browser is `12.5` of a server. */
function amountOf(event: ReceivedEvent['event']): readonly [number, string] | undefined {
  const { value, currency } = objectOrEmpty(event['custom_data']);
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return undefined;
  return [amount, typeof currency === 'string' ? currency.toUpperCase() : ''];
}

/** `pi` for a PaymentIntent, `cs` for a Checkout Session, `in` for an invoice and so on. */
// https://docs.stripe.com/api/metadata: each example has an id whose prefix names the kind of the object.
function stripeObjectOf(id: string | undefined): string | undefined {
  return /^(pi|cs|in|ch|py|sub|si|seti|plink)_\w/.exec(id ?? '')?.[1];
}

function mayBeOneSale(one: Entry, other: Entry): boolean {
  if (one.identifiers.some((identifier) => other.identifiers.includes(identifier))) return true;
  const areTwoKinds =
    one.stripeObject !== undefined &&
    other.stripeObject !== undefined &&
    one.stripeObject !== other.stripeObject;
  return areTwoKinds && !IDENTIFIERS.some((kind) => haveBoth(kind, one, other));
}

/** The events have no identifier in common, so two identifiers of the same kind differ. */
function haveBoth(kind: IdentifierKind, one: Entry, other: Entry): boolean {
  return [one, other].every(({ identifiers }) =>
    identifiers.some((identifier) => identifier.startsWith(`${kind}:`)),
  );
}
