import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCancellation } from '../../src/async/cancellation.ts';
import { addEvent, createBatch } from '../../src/delivery/batch.ts';
import {
  addOutcome,
  createCall,
  giveUp,
  settleBatch,
  warnCall,
  whyTooLate,
} from '../../src/delivery/call.ts';
import type { Batch, Call } from '../../src/delivery/types.ts';
import type { Warning } from '../../src/event/issue.ts';
import type { AttemptResult } from '../../src/graph/attempt-result.ts';
import { wireEvent } from './wire-event.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const key = { testEventCode: undefined, maxAttempts: 1, limitedDataUse: '' };
const skew: Warning = { code: 'clock_skew', path: 'eventTime', message: 'm' };
const rejected: AttemptResult = {
  outcome: 'rejected',
  error: { status: 400, category: 'access', retryable: false, ambiguous: false, message: 'm' },
};

function delivered(eventsReceived: number, ...warnings: Warning[]): AttemptResult {
  return { outcome: 'delivered', eventsReceived, warnings };
}

function emptyBatch(): Batch {
  return createBatch(key, new Uint8Array(16));
}

/** A call that waits for these events, which are in the batch. */
function addCall(batch: Batch, ids: readonly string[], call = openCall()): Call {
  for (const event_id of ids) {
    addEvent(batch, call, call.events, wireEvent({ event_id }));
    addOutcome(call, undefined);
    call.unsettled += 1;
  }
  return call;
}

function openCall(): Call {
  const call = createCall({ ...key, deadline: 1000, signal: undefined, warnings: [] }, 1);
  call.onSettled = vi.fn<(call: Call) => void>();
  return call;
}

const kindsOf = ({ outcomes }: Call): (string | undefined)[] =>
  outcomes.map((outcome) => outcome?.outcome);

describe('settleBatch', () => {
  test('gives each event the outcome of its request, and ends the calls', () => {
    const batch = emptyBatch();
    const calls = [addCall(batch, ['a', 'b']), addCall(batch, ['c'])];
    settleBatch(batch, delivered(3), 3);
    expect(calls.flatMap(({ outcomes }) => outcomes)).toEqual(
      ['a', 'b', 'c'].map((eventId) => ({ eventName: 'Lead', eventId, outcome: 'delivered' })),
    );
    expect(calls.map(({ eventsReceived }) => eventsReceived)).toEqual([2, 1]);
    for (const { onSettled, isOpen, batches, warnings } of calls) {
      expect(onSettled).toHaveBeenCalledTimes(1);
      expect({ isOpen, batches, warnings }).toEqual({ isOpen: false, batches: [], warnings: [] });
    }
  });

  test('leaves a call open that waits for another request', () => {
    const [first, second] = [emptyBatch(), emptyBatch()];
    const call = addCall(second, ['b', 'c'], addCall(first, ['a']));
    settleBatch(first, rejected, 0);
    expect(kindsOf(call)).toEqual(['rejected', undefined, undefined]);
    expect(call.isOpen).toBe(true);
    expect(call.batches).toEqual([second]);
    settleBatch(second, delivered(2), 2);
    expect(kindsOf(call)).toEqual(['rejected', 'delivered', 'delivered']);
    expect(call.eventsReceived).toBe(2);
    expect(call.onSettled).toHaveBeenCalledTimes(1);
  });

  test('is ambiguous where an earlier copy may have been received', () => {
    const batch = emptyBatch();
    const call = addCall(batch, ['a']);
    batch.mayBeReceived = true;
    settleBatch(batch, rejected, 0);
    expect(call.outcomes).toMatchObject([
      { eventId: 'a', outcome: 'ambiguous', error: { ambiguous: true } },
    ]);
  });

  test('changes nothing in a call that has ended', () => {
    const batch = emptyBatch();
    const call = addCall(batch, ['a']);
    addCall(batch, ['b']);
    giveUp(call, 'aborted', () => undefined);
    settleBatch(batch, delivered(2, skew), 2);
    expect(kindsOf(call)).toEqual(['notSent']);
    expect(call).toMatchObject({ eventsReceived: 0, warnings: [] });
    expect(call.onSettled).toHaveBeenCalledTimes(1);
  });

  test('names how many events of a request Meta received, where it is not all of them', () => {
    const batch = emptyBatch();
    const call = addCall(batch, ['a', 'b', 'c']);
    settleBatch(batch, delivered(2), 3);
    expect(call.eventsReceived).toBe(2);
    expect(call.warnings).toMatchObject([{ code: 'received_mismatch', path: 'events' }]);
    expect(call.warnings[0]?.message).toMatch(/received 2 of 3 events.*No event is sent again/);
  });

  test('counts its own events where Meta’s number is about several calls', () => {
    const batch = emptyBatch();
    const calls = [addCall(batch, ['a', 'b']), addCall(batch, ['c'])];
    settleBatch(batch, delivered(2), 3);
    expect(calls.map(({ eventsReceived }) => eventsReceived)).toEqual([2, 1]);
    for (const { warnings } of calls) expect(warnings).toHaveLength(1);
  });

  test('adds a warning of the response to each call once', () => {
    const batch = emptyBatch();
    const calls = [addCall(batch, ['a']), addCall(batch, ['b'])];
    settleBatch(batch, delivered(2, skew, skew), 2);
    for (const { warnings } of calls) expect(warnings).toEqual([skew]);
  });
});

test('warnCall adds one warning of a kind', () => {
  const call = openCall();
  const other: Warning = { ...skew, code: 'received_mismatch' };
  for (const warning of [skew, { ...skew, message: 'another' }, other]) warnCall(call, warning);
  expect(call.warnings).toEqual([skew, other]);
});

describe('whyTooLate', () => {
  const { signal } = new AbortController();

  test.each([
    ['deadline', { deadline: -1, signal: undefined }],
    ['deadline', { deadline: 0, signal }],
    ['aborted', { deadline: 1000, signal: AbortSignal.abort() }],
    ['aborted', { deadline: -1, signal: AbortSignal.abort() }],
    [undefined, { deadline: 1, signal }],
    [undefined, { deadline: 1, signal: undefined }],
  ])('is %j for %j', (expected, { deadline, signal: given }) => {
    const time = performance.now() + deadline;
    expect(whyTooLate({ deadline: time, signal: given })).toBe(expected);
  });
});

describe('giveUp', () => {
  test.each(['aborted', 'closed', 'deadline'] as const)(
    'says that the call was not sent, and why: %s',
    (reason) => {
      const call = addCall(emptyBatch(), ['a']);
      giveUp(call, reason, () => undefined);
      const { error } = call.outcomes[0] ?? {};
      expect(call.outcomes).toMatchObject([
        { eventName: 'Lead', eventId: 'a', outcome: 'notSent' },
      ]);
      expect(error).toMatchObject({ status: 0, category: 'unavailable', retryable: true });
      expect(error?.ambiguous).toBe(false);
      const words = { aborted: /abort/, closed: /closed/, deadline: /deadline/ };
      expect(error?.message).toMatch(/^Not sent/);
      expect(error?.message).toMatch(words[reason]);
      expect(call).toMatchObject({ isOpen: false, gaveUp: reason, batches: [], unsettled: 0 });
    },
  );

  test.each([
    ['possibly sent, where an attempt is in flight', false, true, 'ambiguous'],
    ['possibly sent, where an earlier attempt was', true, false, 'ambiguous'],
    ['not sent, where its attempt waits for a connection', false, false, 'notSent'],
  ])('says that events are %s', (_, mayBeReceived, isSent, expected) => {
    const batch = emptyBatch();
    const call = addCall(batch, ['a', 'b']);
    batch.mayBeReceived = mayBeReceived;
    batch.attempts.push(
      { cancellation: createCancellation(), start: 0, isSent: false, events: 2, isStalled: false },
      { cancellation: createCancellation(), start: 0, isSent, events: 2, isStalled: false },
    );
    giveUp(call, 'deadline', () => undefined);
    expect(kindsOf(call)).toEqual([expected, expected]);
    const isAmbiguous = expected === 'ambiguous';
    expect(call.outcomes[0]?.error?.ambiguous).toBe(isAmbiguous);
    expect(call.outcomes[0]?.error?.message.startsWith('Possibly sent')).toBe(isAmbiguous);
  });

  test('leaves the other calls of its batches alone, and drops a batch of none', () => {
    const [shared, own] = [emptyBatch(), emptyBatch()];
    const other = addCall(shared, ['a']);
    const call = addCall(own, ['c'], addCall(shared, ['b']));
    const abandoned: Batch[] = [];
    const drop = (batch: Batch): void => void abandoned.push(batch);
    giveUp(call, 'aborted', drop);
    expect(kindsOf(call)).toEqual(['notSent', 'notSent']);
    expect(kindsOf(other)).toEqual([undefined]);
    expect(other.isOpen).toBe(true);
    expect(abandoned).toEqual([own]);
    giveUp(other, 'aborted', drop);
    expect(abandoned).toEqual([own, shared]);
  });

  test('of a call that has ended does nothing', () => {
    const call = addCall(emptyBatch(), ['a']);
    giveUp(call, 'aborted', () => undefined);
    giveUp(call, 'deadline', () => expect.unreachable());
    expect(call.gaveUp).toBe('aborted');
    expect(call.onSettled).toHaveBeenCalledTimes(1);
  });
});
