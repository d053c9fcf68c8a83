import { type Cancellation, createCancellation } from './cancellation.ts';
import type { Verdict } from './classify.ts';
import { createLoad, type Load } from './load.ts';
import {
  comeBack,
  depart,
  type Flight,
  land,
  openParcel,
  type Parcel,
  type Route,
  type Slice,
  settle,
  whyTooLate,
} from './parcel.ts';

/** Sends one request and tries again until `deadline`; it never rejects. */
export type SendGroup = (
  load: Load,
  options: { route: Route; deadline: number; cancellation: Cancellation },
) => Promise<Verdict>;

/**
 * Lets callers share requests. A lone parcel leaves at once; up to eight requests are under way;
 * while they are, parcels gather and leave together, at most 1000 events a request. A refused
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
  let inFlight = 0;
  let lastDeparture = 0;
  let answerMs = 0;
  let isPumpDue = false;

  function pump(): void {
    while (inFlight < maxInFlight && halves.length + waiting.length > 0) {
      const pauseMs = lastDeparture + spacingMs(inFlight, answerMs) - performance.now();
      if (pauseMs >= 1) {
        pumpAfter((wake) => setTimeout(wake, pauseMs));
        return;
      }
      // A parcel whose time is over is closed by its own timer, a moment later on a busy machine.
      const now = performance.now();
      const group = (halves.shift() ?? takeGroup()).filter(
        ({ parcel }) => parcel.isOpen && parcel.deadline > now,
      );
      const [first] = group;
      if (first !== undefined) void fly(group, first.parcel.route);
    }
  }

  function pumpAfter(delay: (wake: () => void) => void): void {
    if (isPumpDue) return;
    isPumpDue = true;
    delay(() => {
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
    inFlight += 1;
    const departure = performance.now();
    lastDeparture = departure;
    const flight: Flight = { cancellation: createCancellation(), awaitedBy: 0 };
    let deadline = 0;
    for (const { parcel } of group) deadline = Math.max(deadline, parcel.deadline);
    const load = createLoad(group.flatMap((slice) => depart(slice, flight)));
    const verdict = await send(load, { route, deadline, cancellation: flight.cancellation });
    inFlight -= 1;
    answerMs += (performance.now() - departure - answerMs) / 8;
    for (const slice of group) land(slice, flight);
    const isPayload = verdict.outcome === 'rejected' && verdict.error.fault === 'payload';
    if (isPayload && load.count > 1) {
      const events = load.events().values();
      for (const slice of group) comeBack(slice, events);
      halves.push(...split(group));
    } else {
      for (const slice of group) settle(slice, verdict);
    }
    pump();
  }

  return (parcel) => {
    const tooLate = whyTooLate(parcel);
    if (tooLate !== undefined) return Promise.resolve(parcel.events.map(() => tooLate));
    return new Promise((resolve) => {
      waiting.push({ parcel: openParcel(parcel, resolve), from: 0, to: parcel.events.length });
      // After this turn's other callers, so that a loop of calls leaves as one request.
      pumpAfter(queueMicrotask);
    });
  };
}

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/main-body
export const maxEventsPerRequest = 1000;

/** More would add sockets and no speed: company makes requests larger instead. */
export const maxInFlight = 8;

/**
 * Spreads departures over the time an answer takes, so that under steady load a request comes home
 * every few milliseconds, instead of all eight at once with everybody waiting for them.
 */
function spacingMs(inFlight: number, answerMs: number): number {
  return Math.min((answerMs * inFlight) / maxInFlight ** 2, 50);
}

function sameRoute(one: Route, other: Route): boolean {
  return (
    one.testEventCode === other.testEventCode &&
    one.maxAttempts === other.maxAttempts &&
    one.limitedUse === other.limitedUse
  );
}

function sizeOf({ from, to }: Slice): number {
  return to - from;
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
