import { type Sums, sumByCurrency } from '../stripe-events/money.ts';
import type { ReadEvent } from '../stripe-events/read-events.ts';
import type { Conversion, Reason, Verdict } from '../stripe-events/verdict.ts';

/** One Stripe event under one setting. */
export interface Simulated extends ReadEvent {
  /** What is sent, without copies of earlier events. */
  readonly sent: readonly Conversion[];
  /** Why something is not sent. */
  readonly reasons: readonly Reason[];
  readonly lookUp?: string | undefined;
}

/** What is sent under one setting, and what is not. */
export interface Tally {
  readonly sent: Readonly<Record<string, { count: number; values: Sums }>>;
  /** By the code of the reason; `events` are ids of Stripe events. */
  readonly skipped: Readonly<Record<string, { message: string; events: readonly string[] }>>;
  /** Stripe events about which only a look-up through the API can tell. */
  readonly needsLookUp: Readonly<Record<string, readonly string[]>>;
}

/** Applies the verdicts in order: of two events with the same name and id, the first is sent. */
export function simulate(
  events: readonly ReadEvent[],
  verdicts: readonly Verdict[],
): readonly Simulated[] {
  const known = new Set<string>();
  return events.map((event, at) => {
    const { conversions = [], reason, lookUp } = verdicts[at] ?? {};
    const sent: Conversion[] = [];
    const reasons: Reason[] = reason === undefined ? [] : [reason];
    for (const conversion of conversions) {
      const key = `${conversion.eventName} ${conversion.eventId}`;
      if (conversion.skipped !== undefined) reasons.push(conversion.skipped);
      else if (known.has(key)) reasons.push(copy);
      else {
        known.add(key);
        sent.push(conversion);
      }
    }
    return { ...event, sent, reasons, lookUp };
  });
}

const copy: Reason = {
  code: 'copy',
  message: 'The same event name and id as an earlier event: counted once.',
};

export function tally(simulated: readonly Simulated[]): Tally {
  const sent = new Map<string, Conversion[]>();
  const skipped: Record<string, { message: string; events: string[] }> = {};
  const needsLookUp: Record<string, string[]> = {};
  for (const { id, sent: conversions, reasons, lookUp } of simulated) {
    for (const one of conversions) {
      sent.set(one.eventName, [...(sent.get(one.eventName) ?? []), one]);
    }
    for (const { code, message } of reasons) {
      const isListedBelow = code === 'needs_look_up';
      skipped[code] ??= { message: isListedBelow ? listedBelow : message, events: [] };
      skipped[code].events.push(id);
    }
    if (lookUp === undefined) continue;
    needsLookUp[lookUp] ??= [];
    needsLookUp[lookUp].push(id);
  }
  const counts = [...sent].map(
    ([name, list]) => [name, { count: list.length, values: sumByCurrency(list) }] as const,
  );
  return { sent: Object.fromEntries(counts), skipped, needsLookUp };
}

const listedBelow = 'What the event omits decides.';

/** A Stripe event that two settings treat differently. */
export interface Change {
  readonly id: string;
  readonly type: string;
  readonly created: number;
  readonly before: readonly Conversion[];
  readonly after: readonly Conversion[];
  /** Why one side sends nothing. */
  readonly reason?: Reason | undefined;
}

/** The Stripe events from which the two settings do not send the same. */
export function changes(
  before: readonly Simulated[],
  after: readonly Simulated[],
): readonly Change[] {
  return before.flatMap((one, at) => {
    const other = after[at];
    if (other === undefined || textOf(one.sent) === textOf(other.sent)) return [];
    const silent = other.sent.length < one.sent.length ? other : one;
    const { id, type, created } = one;
    return [{ id, type, created, before: one.sent, after: other.sent, reason: silent.reasons[0] }];
  });
}

function textOf(sent: readonly Conversion[]): string {
  return JSON.stringify(
    sent.map(({ eventName, eventId, value, currency }) => [eventName, eventId, value, currency]),
  );
}
