import { createDeadlines } from '../async/deadlines.ts';
import { whenAborted } from '../async/on-abort.ts';
import type { Warning } from '../event/issue.ts';
import type { EventOutcome } from '../event/outcome.ts';
import type { PreparedEvent, WireEvent } from '../event/prepared-event.ts';
import type { SkipReason } from '../event/skip-reason.ts';
import type { Graph } from '../graph/graph.ts';
import { isTooOld } from '../prepare/rules/event-time.ts';
import { type Batching, createBatching } from './batching.ts';
import {
  addOutcome,
  type CallOptions,
  createCall,
  givenUp,
  giveUp,
  outcomeOf,
  warnCall,
  whyTooLate,
} from './call.ts';
import type { Call, SettledCall } from './types.ts';

/** Sends prepared events to Meta. All events of a call are added in one turn, in their order. */
export interface Delivery {
  /** Opens a call of up to `size` events. */
  open(options: CallOptions, size: number): Call;
  /** Adds an event that is sent with the next request. `rest`: how many of the call may follow. */
  add(call: Call, event: PreparedEvent, rest: number): void;
  /** Adds an event that is too late to be sent. */
  addUnsent(call: Call, names: Pick<EventOutcome, 'eventId' | 'eventName'>): void;
  /** Drops the events of a call that cannot be read to its end. */
  drop(call: Call): void;
  /** Waits for the outcomes. Never rejects. */
  settled(call: Call): Promise<SettledCall>;
  /** Sends what is waiting without collecting more. */
  flush(): void;
  /** Ends every call, and every one that is opened later. */
  stop(): void;
}

export function createDelivery(graph: Graph): Delivery {
  const batching = createBatching(graph);
  const { abandon } = batching;
  const deadlines = createDeadlines<Call>(graceMs, (call) => giveUp(call, 'deadline', abandon));
  let isStopped = false;
  const onSettled = (call: Call): void => {
    call.stopListening?.();
    deadlines.ended();
    const { resolve } = call;
    // For the garbage collector: see `batch.events`.
    call.resolve = undefined;
    resolve?.(call as SettledCall);
  };
  return {
    open(options, size) {
      const call = createCall(options, size);
      call.gaveUp = isStopped ? 'closed' : whyTooLate(call);
      call.isOpen = call.gaveUp === undefined;
      return call;
    },
    add: (call, event, rest) => add(batching, call, event, rest),
    addUnsent,
    drop: (call) => giveUp(call, 'aborted', abandon),
    settled(call) {
      if (call.unsettled === 0) return Promise.resolve(call as SettledCall);
      const { signal } = call;
      call.onSettled = onSettled;
      if (signal) call.stopListening = whenAborted(signal, () => giveUp(call, 'aborted', abandon));
      deadlines.add(call);
      return new Promise((resolve) => {
        call.resolve = resolve;
      });
    },
    flush: batching.flush,
    stop() {
      isStopped = true;
      for (const call of deadlines.open()) giveUp(call, 'closed', abandon);
    },
  };
}

/** A request's own deadline ends a call first: its result contains more of what happened. */
const graceMs = 10;

function add(batching: Batching, call: Call, event: PreparedEvent, rest: number): void {
  const { wire } = event;
  const reason = reasonToSkip(event, call.testEventCode);
  if (reason !== undefined) {
    addOutcome(call, { ...namesOf(wire), outcome: 'skipped', reason });
  } else if (call.gaveUp !== undefined) {
    addUnsent(call, namesOf(wire));
  } else {
    if (call.testEventCode !== undefined) warnCall(call, testEventCodeInUse);
    batching.add(call, call.events, event, rest);
    addOutcome(call, undefined);
    call.unsettled += 1;
  }
}

function namesOf({ event_name: eventName, event_id: eventId }: WireEvent) {
  return { eventName, eventId };
}

function addUnsent(call: Call, names: Pick<EventOutcome, 'eventId' | 'eventName'>): void {
  addOutcome(call, outcomeOf(names, givenUp(call.gaveUp ?? 'deadline', false)));
}

/** A queue may have kept an event too long. */
function reasonToSkip(
  { wire, testMode }: PreparedEvent,
  testEventCode: string | undefined,
): SkipReason | undefined {
  if (testMode && testEventCode === undefined) return 'test_mode_without_test_event_code';
  return isTooOld(wire.event_time, wire.action_source, Date.now()) ? 'event_too_old' : undefined;
}

const testEventCodeInUse: Warning = {
  code: 'test_event_code_in_use',
  path: 'testEventCode',
  message:
    'These are test events, shown in Events Manager > Test events, and they count: take testEventCode out in production.',
};
