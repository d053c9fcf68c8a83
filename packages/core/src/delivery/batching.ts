import { startDeadlineTimer } from '../async/deadline-timer.ts';
import type { PreparedEvent, WireEvent } from '../event/prepared-event.ts';
import type { AttemptResult } from '../graph/attempt-result.ts';
import type { Graph } from '../graph/graph.ts';
import { maxConnections } from '../http/types.ts';
import { startAttempts } from './attempts.ts';
import { addEvent, createBatch, hasRoom, splitBatch } from './batch.ts';
import { type BufferPool, createBufferPool } from './buffer-pool.ts';
import { giveUp, settleBatch } from './call.ts';
import { type Pace, pauseBeforeNext, stalledAfterMs } from './pace.ts';
import type { Batch, BatchKey, Call } from './types.ts';

/**
 * Lets calls share requests. A single event is sent at once; up to eight requests are in flight, not
 * counting stalled ones; while all are busy, calls are collected and sent together. A batch that Meta
 * rejects is split, between calls first, until what it rejects is alone.
 */
export interface Batching {
  /** Writes the event into a batch. `rest` is how many events of its call may follow it. */
  add: (call: Call, index: number, event: PreparedEvent, rest: number) => void;
  /** Drops a batch that no call waits for any more. */
  abandon: (batch: Batch) => void;
  /** Sends without collecting from now on. */
  flush: () => void;
}

export function createBatching(graph: Graph): Batching {
  const state: State = {
    graph,
    buffers: createBufferPool(),
    filling: [],
    waiting: [],
    halves: [],
    inFlight: [],
    lastDeparture: 0,
    responseMs: 0,
    isFlushing: false,
    isPumpDue: false,
    timer: undefined,
  };
  return {
    add(call, index, { wire }, rest) {
      addEvent(batchFor(state, call, wire, rest), call, index, wire);
      pumpSoon(state);
    },
    abandon: (batch) => abandon(state, batch),
    flush() {
      state.isFlushing = true;
      pump(state);
    },
  };
}

/** A batch is first in `filling` and `waiting`, or in `halves`; then in `inFlight`; then settled or split. */
interface State extends Pace {
  readonly graph: Graph;
  readonly buffers: BufferPool;
  /** One batch for each key: events are added to it. */
  readonly filling: Batch[];
  /** Not sent yet, the oldest first. */
  readonly waiting: Batch[];
  /** Halves of rejected batches: sent first, and no event is added to them. */
  readonly halves: Batch[];
  readonly inFlight: Batch[];
  isPumpDue: boolean;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** The batch that is being filled with events of this key. */
function batchFor(state: State, call: Call, wire: WireEvent, rest: number): Batch {
  const { testEventCode, maxAttempts } = call;
  const limitedDataUse = limitedDataUseOf(wire);
  const { filling } = state;
  const at = filling.findIndex(
    (batch) =>
      batch.testEventCode === testEventCode &&
      batch.maxAttempts === maxAttempts &&
      batch.limitedDataUse === limitedDataUse,
  );
  const current = filling[at];
  // A call is not cut in two where it fits into one request.
  const isOfCall = current?.events[current.events.length - 1]?.call === call;
  if (current !== undefined && hasRoom(current, isOfCall ? 1 : 1 + rest)) return current;
  const key: BatchKey = { testEventCode, maxAttempts, limitedDataUse };
  const batch = createBatch(key, state.buffers.take());
  if (at === -1) filling.push(batch);
  else filling[at] = batch;
  state.waiting.push(batch);
  return batch;
}

/** One request has one state, so that it can be rejected or throttled as a whole. */
function limitedDataUseOf(wire: WireEvent): string {
  const { data_processing_options: options } = wire;
  if (options === undefined) return '';
  return `${options.join()} ${wire.data_processing_options_country} ${wire.data_processing_options_state}`;
}

/** After the other calls of this turn, so that a loop of calls is sent as one request. */
function pumpSoon(state: State): void {
  if (state.isPumpDue) return;
  state.isPumpDue = true;
  queueMicrotask(() => {
    state.isPumpDue = false;
    pump(state);
  });
}

/** Sends what may be sent now, and sets a timer for the rest. */
function pump(state: State): void {
  clearTimeout(state.timer);
  const { halves, waiting } = state;
  while (halves.length + waiting.length > 0 && hasFreeConnection(state)) {
    const now = performance.now();
    const pauseMs = pauseBeforeNext(state, now);
    if (pauseMs >= 1) {
      state.timer = startDeadlineTimer(pauseMs, () => pumpPastStalled(state));
      return;
    }
    const batch = halves.shift() ?? takeWaiting(state);
    giveUpLateCalls(state, batch, now);
    if (batch.openCalls > 0) send(state, batch, now);
  }
}

// Only on a timer, which lets a busy process read the responses that have been received.
function pumpPastStalled(state: State): void {
  const stalledSince = performance.now() - stalledAfterMs(state);
  for (const { attempts } of state.inFlight) {
    for (const attempt of attempts) attempt.isStalled = attempt.start <= stalledSince;
  }
  pump(state);
}

function hasFreeConnection({ inFlight }: State): boolean {
  let open = 0;
  for (const { attempts } of inFlight) open += Math.max(attempts.length, 1);
  return open < maxConnections;
}

function takeWaiting({ filling, waiting }: State): Batch {
  const batch = waiting.shift() as Batch;
  removeFrom(filling, batch);
  return batch;
}

/** A busy process is late with the timers of its calls. */
function giveUpLateCalls(state: State, { events }: Batch, now: number): void {
  for (const { call } of events) {
    if (call.isOpen && call.deadline <= now) {
      giveUp(call, 'deadline', (batch) => abandon(state, batch));
    }
  }
}

function send(state: State, batch: Batch, now: number): void {
  state.lastDeparture = now;
  batch.stop = startAttempts(batch, {
    graph: state.graph,
    hasFreeConnection: () => hasFreeConnection(state),
    onResponse(tookMs) {
      state.responseMs += (tookMs - state.responseMs) / 8;
    },
    onEnd: (...end) => onEnd(state, ...end),
  });
  state.inFlight.push(batch);
}

function onEnd(state: State, batch: Batch, result: AttemptResult, eventsSent: number): void {
  batch.stop = undefined;
  removeFrom(state.inFlight, batch);
  const isRejected = result.outcome === 'rejected' && result.error.category === 'payload';
  if (isRejected && batch.events.filter(({ call }) => call.isOpen).length > 1) {
    state.halves.push(...splitBatch(batch));
  } else {
    settleBatch(batch, result, eventsSent);
    // Another attempt, or a proxy that answered early, may leave a connection that still reads them.
    const isRead = result.outcome === 'delivered' && !batch.mayBeReceived;
    if (isRead) state.buffers.giveBack(batch.bytes);
    // The garbage collector may have moved the batch into its old space: what a dead object there refers
    // to is kept as well.
    batch.events = [];
  }
  pump(state);
}

function abandon(state: State, batch: Batch): void {
  batch.stop?.();
  batch.stop = undefined;
  const { filling, waiting, halves, inFlight } = state;
  for (const list of [filling, waiting, halves, inFlight]) removeFrom(list, batch);
  pumpSoon(state);
}

function removeFrom(list: Batch[], batch: Batch): void {
  const at = list.indexOf(batch);
  if (at !== -1) list.splice(at, 1);
}
