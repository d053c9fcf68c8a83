import { createCancellation } from '../async/cancellation.ts';
import type { WireEvent } from '../event/prepared-event.ts';
import type { Verdict } from '../graph/classify.ts';
import { createLoad, type Load } from '../graph/payload.ts';
import { depart, type Flight, mark, type Route, type Slice } from './job.ts';
import { type Attempts, withRetries } from './retry.ts';

/** Sends one request once; it never rejects. */
export type SendGroup = (
  load: Load,
  options: { route: Route; timeoutMs: number; cancellation: Flight['cancellation'] },
) => Promise<Verdict>;

/** A request that is sent until Meta decides, its time is over or nobody waits for it. */
export interface GroupFlight extends Flight {
  /** What its bytes hold: the parts of calls that waited when they were written. */
  slices: readonly Slice[];
  readonly route: Route;
  readonly load: Load;
  /** When the attempt under way began, on the clock of `performance.now()`. */
  attemptStart: number | undefined;
  /** Has this attempt waited so long for its response that it must not hold back other requests? */
  isStalled: boolean;
}

export function openFlight(slices: readonly Slice[], route: Route): GroupFlight {
  const base: Flight = { cancellation: createCancellation(), awaitedBy: 0 };
  let load = createLoad(slices.flatMap((slice) => depart(slice, base)));
  const flight: GroupFlight = Object.assign(base, {
    slices,
    route,
    attemptStart: undefined,
    isStalled: false,
    load: {
      get count() {
        return load.count;
      },
      events: () => load.events(),
      body: (members: Readonly<Record<string, string>>) => {
        const waiting = flight.slices.filter(isAwaited);
        // The others were told that nothing was sent, or have given up: they do not leave any more.
        if (waiting.length < flight.slices.length) {
          load = createLoad(eventsAwaited(flight.slices, load.events()));
          flight.slices = waiting;
        }
        for (const slice of waiting) mark(slice, true);
        return load.body(members);
      },
    },
  });
  return flight;
}

/** Makes the attempts; `onVerdict` is called after each, with the milliseconds that it took. */
export function makeAttempts(
  flight: GroupFlight,
  send: SendGroup,
  onVerdict: (verdict: Verdict, tookMs: number) => void,
): Promise<Attempts> {
  const { cancellation, load, route } = flight;
  const attempt = async (timeoutMs: number, mayBeReceived: boolean): Promise<Verdict> => {
    const start = performance.now();
    flight.attemptStart = start;
    const verdict = await send(load, { route, timeoutMs, cancellation });
    flight.attemptStart = undefined;
    flight.isStalled = false;
    onVerdict(verdict, performance.now() - start);
    const isProvedNotReceived = verdict.outcome === 'notSent' && !verdict.resent && !mayBeReceived;
    if (isProvedNotReceived) for (const slice of flight.slices) mark(slice, false);
    return verdict;
  };
  return withRetries(attempt, {
    maxAttempts: route.maxAttempts,
    cancellation,
    deadlines: () => deadlinesOf(flight.slices),
    eventCount: () => load.count,
  });
}

export function isAwaited({ parcel }: Slice): boolean {
  return parcel.isOpen;
}

export function sizeOf({ from, to }: Slice): number {
  return to - from;
}

function deadlinesOf(slices: readonly Slice[]): { first: number; last: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { parcel } of slices) {
    if (!parcel.isOpen) continue;
    first = Math.min(first, parcel.deadline);
    last = Math.max(last, parcel.deadline);
  }
  return { first, last };
}

function eventsAwaited(slices: readonly Slice[], events: readonly WireEvent[]): WireEvent[] {
  let at = 0;
  return slices.flatMap((slice) => {
    const own = events.slice(at, at + sizeOf(slice));
    at += own.length;
    return isAwaited(slice) ? own : [];
  });
}
