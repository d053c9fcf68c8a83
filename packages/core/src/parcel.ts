import type { Verdict } from './classify.ts';
import type { PreparedEvent } from './prepared-event.ts';

/** How events must travel: only what agrees in all of it may share a request. */
export interface Route {
  testEventCode: string | undefined;
  maxAttempts: number;
  /** The Limited Data Use state, as text. */
  limitedUse: string;
}

/** Events of one call on one route, which want their verdicts by the call's own deadline. */
export interface Parcel {
  events: readonly PreparedEvent[];
  route: Route;
  /** On the clock of `performance.now()`, milliseconds. */
  deadline: number;
  signal?: AbortSignal | undefined;
}

/** A {@link Parcel} on its way. */
export interface OpenParcel extends Parcel {
  /** Nothing of a closed parcel departs any more. */
  readonly isOpen: boolean;
  /** Says that this part has left with a request. */
  depart(slice: Slice, flight: Flight): void;
  /** Says that this part was refused in company and waits again. */
  comeBack(slice: Slice): void;
  settle(slice: Slice, verdict: Verdict): void;
}

/** `events[from]` up to, not including, `events[to]`. */
export interface Slice {
  parcel: OpenParcel;
  from: number;
  to: number;
}

/** A request under way. */
export interface Flight {
  controller: AbortController;
  /** How many parcels still want its answer. */
  awaitedBy: number;
}

/** Opens a parcel; `close` gets one verdict an event, a moment after the deadline at the latest. */
export function openParcel(
  parcel: Parcel,
  close: (verdicts: readonly Verdict[]) => void,
): OpenParcel {
  const verdicts: (Verdict | undefined)[] = Array.from({
    length: parcel.events.length,
  });
  const flights = new Set<Flight>();
  let unsettled = parcel.events.length;

  const timer = setTimeout(
    () => giveUp(deadlinePassed),
    parcel.deadline + graceMs - performance.now(),
  );
  const abort = (): void => giveUp(abortedByCaller);
  parcel.signal?.addEventListener('abort', abort);
  if (parcel.signal?.aborted) queueMicrotask(abort);

  function giveUp(why: GivingUp): void {
    open.isOpen = false;
    let isLast = true;
    for (const flight of flights) {
      flight.awaitedBy -= 1;
      if (flight.awaitedBy === 0) flight.controller.abort();
      else isLast = false;
    }
    flights.clear();
    for (let index = 0; index < verdicts.length; index += 1) {
      if (verdicts[index] === undefined) put(index, why.waiting);
      // A request that nobody else waits for is cut short and tells the truth about itself.
      else if (verdicts[index] === underWay && !(isLast && why === abortedByCaller)) {
        put(index, why.underWay);
      }
    }
    closeIfSettled();
  }

  function put(index: number, verdict: Verdict): void {
    verdicts[index] = verdict;
    unsettled -= 1;
  }

  function closeIfSettled(): void {
    if (unsettled > 0) return;
    open.isOpen = false;
    clearTimeout(timer);
    parcel.signal?.removeEventListener('abort', abort);
    close(verdicts as Verdict[]);
  }

  // Not a getter: to define one for each parcel costs more than all the rest here.
  const open: Omit<OpenParcel, 'isOpen'> & { isOpen: boolean } = {
    ...parcel,
    isOpen: true,
    depart({ from, to }, flight) {
      verdicts.fill(underWay, from, to);
      if (flights.has(flight)) return;
      flights.add(flight);
      flight.awaitedBy += 1;
    },
    comeBack({ from, to }) {
      if (unsettled === 0) return;
      verdicts.fill(undefined, from, to);
      if (!open.isOpen) giveUp(abortedByCaller);
    },
    settle({ from, to }, verdict) {
      for (let index = from; index < to; index += 1) {
        if (verdicts[index] === underWay) put(index, verdict);
      }
      closeIfSettled();
    },
  };
  return open;
}

/** A request's own deadline speaks first: it knows whether anything had left. */
const graceMs = 10;

interface GivingUp {
  waiting: Verdict;
  underWay: Verdict;
}

const deadlinePassed = givingUp('the deadline passed');
const abortedByCaller = givingUp('the caller aborted');

/** Stands in a verdict's place while its request is under way. */
const underWay: Verdict = { ...deadlinePassed.underWay };

function givingUp(reason: string): GivingUp {
  const facts = { status: 0, fault: 'unavailable', retryable: true } as const;
  return {
    waiting: {
      outcome: 'notSent',
      error: { ...facts, ambiguous: false, message: `Not sent: ${reason} while it waited.` },
    },
    underWay: {
      outcome: 'ambiguous',
      error: { ...facts, ambiguous: true, message: `Perhaps sent: ${reason} before an answer.` },
    },
  };
}
