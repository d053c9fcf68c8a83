import { startDeadlineTimer } from '../async/deadline-timer.ts';
import type { Verdict } from '../graph/classify.ts';
import { maxConnections } from '../http/types.ts';
import {
  type GroupFlight,
  isAwaited,
  makeAttempts,
  openFlight,
  type SendGroup,
  sizeOf,
} from './flight.ts';
import {
  comeBack,
  land,
  openParcel,
  type Parcel,
  type Route,
  type Slice,
  settle,
  whyTooLate,
} from './job.ts';

/**
 * Lets callers share requests. A lone parcel leaves at once; up to eight requests are under way, not
 * counting those that are stalled; while they are, parcels gather and leave together, at most 1000 events a request. A refused
 * request is split, between callers first, until what is refused stands alone.
 */
// No timer holds a first parcel back: lingering for company would cost each lone event its whole
// length, and under load the company gathers by itself.
export function createGroupCommit(
  send: SendGroup,
): (parcel: Parcel) => Promise<readonly Verdict[]> {
  let waiting: Slice[] = [];
  /** Halves of refused requests: they leave first and take no company. */
  const halves: Slice[][] = [];
  const flights = new Set<GroupFlight>();
  let lastDeparture = 0;
  let answerMs = 0;
  let isPumpDue = false;
  let wake: ReturnType<typeof setTimeout> | undefined;

  function pump(): void {
    clearTimeout(wake);
    while (halves.length + waiting.length > 0 && flights.size < maxConnections) {
      const now = performance.now();
      const { busy, firstStart } = countBusy(flights, now);
      const pauseMs =
        busy < maxInFlight
          ? lastDeparture + spacingMs(busy, answerMs) - now
          : Math.max(firstStart + stalledAfterMs(answerMs) - now, 1);
      if (pauseMs >= 1) {
        wake = startDeadlineTimer(pauseMs, pumpPastStalled);
        return;
      }
      // A parcel whose time is over is closed by its own timer, a moment later on a busy machine.
      const group = (halves.shift() ?? takeGroup()).filter(
        (slice) => isAwaited(slice) && slice.parcel.deadline > now,
      );
      const [first] = group;
      if (first !== undefined) void fly(group, first.parcel.route);
    }
  }

  // On a timer alone, which lets a busy process read the responses that have arrived.
  function pumpPastStalled(): void {
    const stalledSince = performance.now() - stalledAfterMs(answerMs);
    for (const flight of flights) {
      flight.isStalled = (flight.attemptStart ?? Number.POSITIVE_INFINITY) <= stalledSince;
    }
    pump();
  }

  /** After this turn's other callers, so that a loop of calls leaves as one request. */
  function pumpSoon(): void {
    if (isPumpDue) return;
    isPumpDue = true;
    queueMicrotask(() => {
      isPumpDue = false;
      pump();
    });
  }

  /** The first of those that wait, and all that may travel with it. */
  function takeGroup(): Slice[] {
    const group: Slice[] = [];
    const left: Slice[] = [];
    let size = 0;
    for (const slice of waiting) {
      const [first] = group;
      const fits =
        first === undefined ||
        (size + sizeOf(slice) <= maxEventsPerRequest &&
          sameRoute(slice.parcel.route, first.parcel.route));
      if (fits) size += sizeOf(slice);
      (fits ? group : left).push(slice);
    }
    waiting = left;
    return group;
  }

  async function fly(group: readonly Slice[], route: Route): Promise<void> {
    lastDeparture = performance.now();
    const flight = openFlight(group, route);
    flights.add(flight);
    const { verdict, mayBeReceived } = await makeAttempts(flight, send, (each, tookMs) => {
      const isAnswer = each.outcome === 'delivered' || each.error.status > 0;
      if (isAnswer) answerMs += (tookMs - answerMs) / 8;
    });
    flights.delete(flight);
    for (const slice of group) land(slice, flight);
    const { load, slices } = flight;
    if (mayBeReceived) for (const slice of slices) slice.mayBeReceived = true;
    const isPayload = verdict.outcome === 'rejected' && verdict.error.category === 'payload';
    if (isPayload && load.count > 1) {
      const events = load.events().values();
      for (const slice of slices) comeBack(slice, events);
      halves.push(...split(slices));
    } else {
      for (const slice of slices) settle(slice, verdict);
    }
    pump();
  }

  return (parcel) => {
    const tooLate = whyTooLate(parcel);
    if (tooLate !== undefined) return Promise.resolve(parcel.events.map(() => tooLate));
    return new Promise((resolve) => {
      waiting.push({
        parcel: openParcel(parcel, resolve),
        from: 0,
        to: parcel.events.length,
        mayBeReceived: false,
      });
      pumpSoon();
    });
  };
}

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/main-body
export const maxEventsPerRequest = 1000;

/** More would add sockets and no speed: company makes requests larger instead. Stalled ones do not count. */
export const maxInFlight = 8;

/**
 * Spreads departures over the time an answer takes, so that under steady load a request comes home
 * every few milliseconds, instead of all eight at once with everybody waiting for them.
 */
function spacingMs(busy: number, answerMs: number): number {
  return Math.min((answerMs * busy) / maxInFlight ** 2, 50);
}

/** A request that has waited this long for its response holds back no others. */
function stalledAfterMs(answerMs: number): number {
  return Math.max(2 * answerMs, 400);
}

/** Requests that are not stalled, and when the first of their attempts began. */
function countBusy(
  flights: ReadonlySet<GroupFlight>,
  now: number,
): { busy: number; firstStart: number } {
  let busy = 0;
  let firstStart = now;
  for (const { attemptStart = now, isStalled } of flights) {
    if (isStalled) continue;
    busy += 1;
    firstStart = Math.min(firstStart, attemptStart);
  }
  return { busy, firstStart };
}

function sameRoute(one: Route, other: Route): boolean {
  return (
    one.testEventCode === other.testEventCode &&
    one.maxAttempts === other.maxAttempts &&
    one.limitedUse === other.limitedUse
  );
}

/** Two halves, cut between callers where there are several. */
function split(group: readonly Slice[]): [Slice[], Slice[]] {
  const [only] = group;
  if (only !== undefined && group.length === 1) {
    const middle = only.from + Math.ceil(sizeOf(only) / 2);
    return [[{ ...only, to: middle }], [{ ...only, from: middle }]];
  }
  const middle = Math.ceil(group.length / 2);
  return [group.slice(0, middle), group.slice(middle)];
}
