import type { StripeEvent } from '@meta-capi/stripe-adapter';
import type { JsonRecords, Problem } from '../files/json-records.ts';

/** A Stripe event, snapshot or thin, and where it was read. */
export interface ReadEvent {
  readonly event: StripeEvent;
  readonly id: string;
  readonly type: string;
  /** Unix seconds. */
  readonly created: number;
  readonly place: string;
}

/** The events among JSON values, the oldest first, each id once. Other values become problems. */
export function readEvents({ records, problems }: JsonRecords): {
  events: readonly ReadEvent[];
  problems: readonly Problem[];
} {
  const events = new Map<string, ReadEvent>();
  const found = [...problems];
  for (const { value, place } of records) {
    const event = readEvent(value, place);
    if (event === undefined) found.push({ place, message: notAnEvent });
    else if (!events.has(event.id)) events.set(event.id, event);
  }
  const sorted = [...events.values()].sort((one, other) => one.created - other.created);
  return { events: sorted, problems: found };
}

const notAnEvent =
  'Not a Stripe event: an object with id, type and created. Export events, not payments: stripe events list --limit 100.';

/** `undefined` if it has no id, no type or no time. */
function readEvent(value: unknown, place: string): ReadEvent | undefined {
  const { id, type, created } = Object(value) as Readonly<Record<string, unknown>>;
  const seconds = typeof created === 'string' ? Date.parse(created) / 1000 : created;
  if (typeof id !== 'string' || typeof type !== 'string' || !Number.isFinite(seconds)) {
    return undefined;
  }
  const known = { id, type, created: Math.floor(Number(seconds)), place };
  return { ...known, event: value as StripeEvent };
}
