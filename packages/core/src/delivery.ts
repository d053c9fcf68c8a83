import type { Verdict } from './classify.ts';
import type { Graph } from './graph.ts';
import { createGroupCommit } from './group-commit.ts';
import type { Route } from './parcel.ts';
import type { PreparedEvent, WireEvent } from './prepared-event.ts';
import { type EventOutcome, type SendResult, summarize, type Warning } from './result.ts';
import { withRetries } from './retry.ts';
import { isTooOld } from './rules/event-time.ts';
import type { UsableOptions } from './send-options.ts';

/** An event that may leave, or the outcome it has already. */
export type Candidate = { event: PreparedEvent } | { outcome: EventOutcome };

/** Sends what may leave and puts every outcome in its place; it never rejects. */
export type Delivery = (
  candidates: readonly Candidate[],
  warnings: Warning[],
  options: UsableOptions,
) => Promise<SendResult>;

export function createDelivery(graph: Graph): Delivery {
  const commit = createGroupCommit((events, { route, deadline, signal }) => {
    const { testEventCode, maxAttempts } = route;
    const wires = events.map(({ wire }) => wire);
    const attempt = (timeoutMs: number): Promise<Verdict> =>
      graph({ events: wires, testEventCode, timeoutMs, signal });
    return withRetries(attempt, { deadline, maxAttempts, signal });
  });

  return async (candidates, warnings, { timeoutMs, maxAttempts, signal, testEventCode }) => {
    const deadline = performance.now() + timeoutMs;

    const outcomes: EventOutcome[] = Array.from({ length: candidates.length });
    const routes = new Map<string, { route: Route; indexes: number[]; events: PreparedEvent[] }>();
    candidates.forEach((candidate, index) => {
      const held =
        'event' in candidate ? heldBack(candidate.event, testEventCode) : candidate.outcome;
      if (held !== undefined) outcomes[index] = held;
      else if ('event' in candidate) {
        const limitedUse = limitedUseOf(candidate.event.wire);
        let same = routes.get(limitedUse);
        if (same === undefined) {
          same = { route: { testEventCode, maxAttempts, limitedUse }, indexes: [], events: [] };
          routes.set(limitedUse, same);
        }
        same.indexes.push(index);
        same.events.push(candidate.event);
      }
    });
    if (testEventCode !== undefined && routes.size > 0) warnings.push(testEventCodeInUse);

    let eventsReceived = 0;
    await Promise.all(
      Array.from(routes.values(), async ({ route, indexes, events }) => {
        const verdicts = await commit({ events, route, deadline, signal });
        verdicts.forEach((verdict, at) => {
          outcomes[indexes[at] ?? 0] = toOutcome(events[at]?.wire, verdict);
        });
        eventsReceived += countReceived(verdicts, warnings);
      }),
    );
    return summarize(outcomes, warnings, eventsReceived);
  };
}

/** What must not leave after all: a queue may have kept it too long. */
function heldBack(
  { wire, testMode }: PreparedEvent,
  testEventCode: string | undefined,
): EventOutcome | undefined {
  const reason =
    testMode && testEventCode === undefined
      ? 'test_mode_without_test_event_code'
      : isTooOld(wire.event_time, wire.action_source, Date.now())
        ? 'event_too_old'
        : undefined;
  return reason && { ...namesOf(wire), outcome: 'skipped', reason };
}

/** One request has one state, so that it can be refused or throttled as a whole. */
function limitedUseOf(wire: WireEvent): string {
  const { data_processing_options: options } = wire;
  if (options === undefined) return '';
  return `${options.join()} ${wire.data_processing_options_country} ${wire.data_processing_options_state}`;
}

function toOutcome(wire: WireEvent | undefined, verdict: Verdict): EventOutcome {
  const names = namesOf(wire);
  return verdict.outcome === 'delivered'
    ? { ...names, outcome: 'delivered' }
    : { ...names, outcome: verdict.outcome, error: verdict.error };
}

function namesOf(wire: WireEvent | undefined): Pick<EventOutcome, 'eventId' | 'eventName'> {
  return { eventName: wire?.event_name ?? '', eventId: wire?.event_id ?? '' };
}

/** Meta's own number where it speaks of these events alone; in company, these events' count. */
function countReceived(verdicts: readonly Verdict[], warnings: Warning[]): number {
  const own = new Map<Verdict, number>();
  for (const verdict of verdicts) own.set(verdict, (own.get(verdict) ?? 0) + 1);
  let received = 0;
  for (const [verdict, count] of own) {
    if (verdict.outcome !== 'delivered') continue;
    warnings.push(...verdict.warnings);
    const { eventsReceived, eventsSent } = verdict;
    received += count === eventsSent ? eventsReceived : count;
    if (eventsReceived === eventsSent) continue;
    // There is no word on which; sending any again would double those that were taken.
    const message = `Meta says it took ${eventsReceived} of ${eventsSent} events of one request. Nothing is sent again.`;
    warnings.push({ code: 'received_mismatch', path: 'events', message });
  }
  return received;
}

const testEventCodeInUse: Warning = {
  code: 'test_event_code_in_use',
  path: 'testEventCode',
  message:
    'These are test events, shown in Events Manager > Test events, and they count: take testEventCode out in production.',
};
