import { type Cancellation, cancel } from '../async/cancellation.ts';
import { startDeadlineTimer } from '../async/deadline-timer.ts';
import { whenAborted } from '../async/on-abort.ts';
import type { WireEvent } from '../event/prepared-event.ts';
import type { Failure, Verdict } from '../graph/classify.ts';
import { asAmbiguous } from './retry.ts';

/** How events must travel: only what agrees in all of it may share a request. */
export interface Route {
  testEventCode: string | undefined;
  maxAttempts: number;
  /** The Limited Data Use state, as text. */
  limitedUse: string;
}

/** Events of one call on one route, which want their verdicts by the call's own deadline. */
export interface Parcel {
  /** As many as a request may hold, at most; they are taken out as they leave. */
  events: (WireEvent | undefined)[];
  route: Route;
  /** On the clock of `performance.now()`, milliseconds. */
  deadline: number;
  signal?: AbortSignal | undefined;
}

/** A {@link Parcel} on its way. */
// State and functions on it: a parcel is made for each call, and closures cost more than the rest.
export interface OpenParcel {
  readonly events: (WireEvent | undefined)[];
  readonly route: Route;
  readonly deadline: number;
  /** Nothing of a closed parcel departs any more. */
  isOpen: boolean;
  /** One an event; until it is known, whether a copy may have been received. */
  readonly verdicts: (Verdict | undefined)[];
  unsettled: number;
  readonly flights: Flight[];
  readonly close: (verdicts: readonly Verdict[]) => void;
  timer: ReturnType<typeof setTimeout> | undefined;
  stopListening: (() => void) | undefined;
}

/** `events[from]` up to, not including, `events[to]`. */
export interface Slice {
  parcel: OpenParcel;
  from: number;
  to: number;
  /** May a request that is over have carried a copy of these events to Meta? */
  mayBeReceived: boolean;
}

/** A request under way. */
export interface Flight {
  readonly cancellation: Cancellation;
  /** How many parcels still want its answer. */
  awaitedBy: number;
}

/** What is said of events that nobody need try to send any more: their time is over. */
export function whyTooLate({
  deadline,
  signal,
}: Pick<Parcel, 'deadline' | 'signal'>): Failure | undefined {
  if (signal?.aborted) return abortedByCaller.notSent;
  return deadline <= performance.now() ? deadlinePassed.notSent : undefined;
}

/** Opens a parcel; `close` gets one verdict an event, a moment after the deadline at the latest. */
export function openParcel(
  { events, route, deadline, signal }: Parcel,
  close: (verdicts: readonly Verdict[]) => void,
): OpenParcel {
  const parcel: OpenParcel = {
    events,
    route,
    deadline,
    isOpen: true,
    verdicts: events.map(() => undefined),
    unsettled: events.length,
    flights: [],
    close,
    timer: undefined,
    stopListening: undefined,
  };
  const leftMs = deadline - performance.now();
  parcel.timer = startDeadlineTimer(Math.max(leftMs, 0) + graceMs, () => {
    if (parcel.isOpen) giveUp(parcel, deadlinePassed);
  });
  if (signal !== undefined) {
    parcel.stopListening = whenAborted(signal, () => giveUp(parcel, abortedByCaller));
  }
  return parcel;
}

/** Says that this part leaves with a request, and gives its events away. */
export function depart({ parcel, from, to }: Slice, flight: Flight): WireEvent[] {
  const events = parcel.events.slice(from, to) as WireEvent[];
  parcel.events.fill(undefined, from, to);
  if (!parcel.flights.includes(flight)) {
    parcel.flights.push(flight);
    flight.awaitedBy += 1;
  }
  return events;
}

/** Says whether a copy of this part may be at Meta, now that its bytes leave or are proved refused. */
export function mark({ parcel, from, to, mayBeReceived }: Slice, mayBeUnderWay: boolean): void {
  if (parcel.unsettled === 0) return;
  parcel.verdicts.fill(mayBeReceived || mayBeUnderWay ? perhapsReceived : undefined, from, to);
}

/** Says that the request is over, whatever came of it. */
export function land({ parcel }: Slice, flight: Flight): void {
  const at = parcel.flights.indexOf(flight);
  if (at === -1) return;
  parcel.flights.splice(at, 1);
  flight.awaitedBy -= 1;
}

/** Says that this part was refused in company and waits again, with the next of these events. */
export function comeBack(slice: Slice, events: Iterator<WireEvent>): void {
  const { parcel, from, to } = slice;
  for (let index = from; index < to; index += 1) parcel.events[index] = events.next().value;
  mark(slice, false);
}

/** Gives this part the verdict of its request, in the light of what an earlier request may have done. */
export function settle({ parcel, from, to, mayBeReceived }: Slice, verdict: Verdict): void {
  if (parcel.unsettled === 0) return;
  const truth = mayBeReceived ? asAmbiguous(verdict) : verdict;
  for (let index = from; index < to; index += 1) put(parcel, index, truth);
  closeIfSettled(parcel);
}

function giveUp(parcel: OpenParcel, why: GivingUp): void {
  parcel.isOpen = false;
  for (const flight of parcel.flights.splice(0)) {
    flight.awaitedBy -= 1;
    if (flight.awaitedBy === 0) cancel(flight.cancellation);
  }
  for (let index = 0; index < parcel.verdicts.length; index += 1) {
    const verdict = parcel.verdicts[index];
    if (verdict === undefined) put(parcel, index, why.notSent);
    else if (verdict === perhapsReceived) put(parcel, index, why.perhapsReceived);
  }
  closeIfSettled(parcel);
}

function put(parcel: OpenParcel, index: number, verdict: Verdict): void {
  parcel.verdicts[index] = verdict;
  parcel.unsettled -= 1;
}

function closeIfSettled(parcel: OpenParcel): void {
  if (parcel.unsettled > 0) return;
  parcel.isOpen = false;
  clearTimeout(parcel.timer);
  parcel.stopListening?.();
  parcel.close(parcel.verdicts as Verdict[]);
}

/** A request's own deadline speaks first: it knows more of what happened. */
const graceMs = 10;

interface GivingUp {
  notSent: Failure;
  perhapsReceived: Failure;
}

const deadlinePassed = givingUp('the deadline passed');
const abortedByCaller = givingUp('the caller aborted');

/** In a verdict's place while the event has none, but a copy of it may have been received. */
const perhapsReceived: Verdict = { ...deadlinePassed.perhapsReceived };

function givingUp(reason: string): GivingUp {
  const facts = { status: 0, category: 'unavailable', retryable: true } as const;
  return {
    notSent: {
      outcome: 'notSent',
      error: { ...facts, ambiguous: false, message: `Not sent: ${reason} while it waited.` },
    },
    perhapsReceived: {
      outcome: 'ambiguous',
      error: { ...facts, ambiguous: true, message: `Perhaps sent: ${reason} before an answer.` },
    },
  };
}
