import type { Warning } from '../event/issue.ts';
import type { EventOutcome } from '../event/outcome.ts';
import type { PreparedEvent, WireEvent } from '../event/prepared-event.ts';
import type { SkipReason } from '../event/skip-reason.ts';
import type { Verdict } from '../graph/classify.ts';
import type { Graph } from '../graph/send-request.ts';
import { isTooOld } from '../prepare/rules/event-time.ts';
import type { UsableOptions } from '../sink/send-options.ts';
import { createGroupCommit } from './batcher.ts';
import type { Route } from './job.ts';

/** An event that may leave, or the outcome it has already. */
export type Candidate = { event: PreparedEvent } | { outcome: EventOutcome };

/** What became of some events: one outcome each, and how many of them Meta said it took. */
export interface Delivered {
  outcomes: readonly EventOutcome[];
  eventsReceived: number;
}

/** Sends what may leave and puts every outcome in its place; it never rejects. */
export type Delivery = (
  candidates: readonly Candidate[],
  warnings: Warning[],
  options: DeliveryOptions,
) => Promise<Delivered>;

type DeliveryOptions = Omit<UsableOptions, 'timeoutMs'> & {
  /** On the clock of `performance.now()`, milliseconds. */
  readonly deadline: number;
};

/** What travels on one route, and the outcomes that its verdicts are written into. */
interface Shipment {
  readonly route: Route;
  readonly events: WireEvent[];
  readonly outcomes: EventOutcome[];
}

type ShipmentUnderWay = Pick<Shipment, 'outcomes'> & {
  readonly arrival: Promise<readonly Verdict[]>;
};

export function createDelivery(graph: Graph): Delivery {
  const commit = createGroupCommit((load, { route, timeoutMs, cancellation }) =>
    graph({ load, testEventCode: route.testEventCode, timeoutMs, cancellation }),
  );

  return (candidates, warnings, options) => {
    const { testEventCode, deadline, signal } = options;
    const { outcomes, shipments } = sortByRoute(candidates, options);
    if (testEventCode !== undefined && shipments.length > 0) warn(testEventCodeInUse, warnings);
    const underWay = shipments.map((shipment) => {
      const { events, route } = shipment;
      const arrival = commit({ events, route, deadline, signal });
      return { outcomes: shipment.outcomes, arrival };
    });
    return arrive(underWay, outcomes, warnings);
  };
}

/** Puts together what may share a request; its outcomes are written when it arrives. */
function sortByRoute(
  candidates: readonly Candidate[],
  { testEventCode, maxAttempts }: DeliveryOptions,
): { outcomes: EventOutcome[]; shipments: Shipment[] } {
  const outcomes: EventOutcome[] = [];
  const shipments: Shipment[] = [];
  const nowMs = Date.now();
  for (const candidate of candidates) {
    if ('outcome' in candidate) {
      outcomes.push(candidate.outcome);
      continue;
    }
    const { wire } = candidate.event;
    const names = { eventName: wire.event_name, eventId: wire.event_id };
    const reason = reasonToHold(candidate.event, testEventCode, nowMs);
    if (reason !== undefined) {
      outcomes.push({ ...names, outcome: 'skipped', reason });
      continue;
    }
    const outcome: EventOutcome = { ...names, outcome: 'notSent' };
    outcomes.push(outcome);
    const limitedUse = limitedUseOf(wire);
    let shipment = shipments.find(({ route }) => route.limitedUse === limitedUse);
    if (shipment === undefined) {
      shipment = { route: { testEventCode, maxAttempts, limitedUse }, events: [], outcomes: [] };
      shipments.push(shipment);
    }
    shipment.events.push(wire);
    shipment.outcomes.push(outcome);
  }
  return { outcomes, shipments };
}

/** Writes what arrives into the outcomes that wait for it; no arrival rejects. */
async function arrive(
  shipments: readonly ShipmentUnderWay[],
  outcomes: EventOutcome[],
  warnings: Warning[],
): Promise<Delivered> {
  let eventsReceived = 0;
  for (const shipment of shipments) {
    const verdicts = await shipment.arrival;
    verdicts.forEach((verdict, at) => {
      const outcome = shipment.outcomes[at];
      if (outcome !== undefined) write(verdict, outcome);
    });
    eventsReceived += countReceived(verdicts, warnings);
  }
  return { outcomes, eventsReceived };
}

/** Why an event must not leave after all: a queue may have kept it too long. */
function reasonToHold(
  { wire, testMode }: PreparedEvent,
  testEventCode: string | undefined,
  nowMs: number,
): SkipReason | undefined {
  if (testMode && testEventCode === undefined) return 'test_mode_without_test_event_code';
  return isTooOld(wire.event_time, wire.action_source, nowMs) ? 'event_too_old' : undefined;
}

/** One request has one state, so that it can be refused or throttled as a whole. */
function limitedUseOf(wire: WireEvent): string {
  const { data_processing_options: options } = wire;
  if (options === undefined) return '';
  return `${options.join()} ${wire.data_processing_options_country} ${wire.data_processing_options_state}`;
}

function write(verdict: Verdict, outcome: EventOutcome): void {
  outcome.outcome = verdict.outcome;
  if (verdict.outcome !== 'delivered') outcome.error = verdict.error;
}

/** What concerns the whole call is said once, however many of its requests find it out. */
function warn(warning: Warning, warnings: Warning[]): void {
  if (!warnings.some(({ code }) => code === warning.code)) warnings.push(warning);
}

/** Meta's own number where it speaks of these events alone; in company, these events' count. */
function countReceived(verdicts: readonly Verdict[], warnings: Warning[]): number {
  const own = new Map<Verdict, number>();
  for (const verdict of verdicts) own.set(verdict, (own.get(verdict) ?? 0) + 1);
  let received = 0;
  for (const [verdict, count] of own) {
    if (verdict.outcome !== 'delivered') continue;
    for (const warning of verdict.warnings) warn(warning, warnings);
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
