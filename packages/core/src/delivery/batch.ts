import type { WireEvent } from '../event/prepared-event.ts';
import { batchLimits } from './batch-limits.ts';
import { writeEvent } from './event-json.ts';
import { reserve } from './json-bytes.ts';
import type { Batch, BatchedEvent, BatchKey, Call } from './types.ts';

export function createBatch(key: BatchKey, bytes: Uint8Array<ArrayBuffer>): Batch {
  return {
    testEventCode: key.testEventCode,
    maxAttempts: key.maxAttempts,
    limitedDataUse: key.limitedDataUse,
    bytes: withHead(bytes),
    view: undefined,
    events: [],
    members: undefined,
    bodyLength: 0,
    openCalls: 0,
    mayBeReceived: false,
    attempts: [],
    stop: undefined,
  };
}

/** Writes the event's JSON into the batch. The event itself is not kept. */
// Bytes are outside the garbage collector's heap, which objects that wait for a response fill.
export function addEvent(batch: Batch, call: Call, index: number, wire: WireEvent): void {
  let at = endOf(batch);
  if (batch.events.length > 0) {
    reserve(batch, at, 1);
    batch.bytes[at] = comma;
    at += 1;
  }
  const end = writeEvent(batch, at, wire);
  const { event_name: eventName, event_id: eventId } = wire;
  addToCall(batch, { call, index, eventName, eventId, end });
}

/** Is there room for some more events? */
export function hasRoom(batch: Batch, events: number): boolean {
  return (
    batch.events.length + events <= batchLimits.maxEvents && endOf(batch) < batchLimits.maxBytes
  );
}

/**
 * The request's body: the events and then the members, such as `"access_token":"…"`. Without the
 * events of calls that are not open any more: their callers know that they were not sent. Bytes that
 * were returned once never change, as an earlier attempt may still be reading them.
 */
export function bodyOf(batch: Batch, members: string): Uint8Array<ArrayBuffer> {
  removeClosedCalls(batch);
  if (batch.members !== members) {
    if (batch.members !== undefined) batch.bytes = batch.bytes.slice();
    const tail = `],${members}}`;
    const at = endOf(batch);
    reserve(batch, at, tail.length * mostBytesPerUnit);
    const { written } = utf8.encodeInto(tail, batch.bytes.subarray(at));
    batch.members = members;
    batch.bodyLength = at + written;
  }
  return batch.bytes.subarray(0, batch.bodyLength);
}

/** Two batches with half of the events each; cut between two calls where there are several. */
export function splitBatch(batch: Batch): [Batch, Batch] {
  removeClosedCalls(batch);
  leaveCalls(batch);
  const middle = middleOf(batch);
  return [part(batch, 0, middle), part(batch, middle, batch.events.length)];
}

/** Calls back for the events of each call; `from` and `to` are places in `batch.events`. */
export function forEachCall(
  { events }: Batch,
  callback: (call: Call, from: number, to: number) => void,
): void {
  let from = 0;
  for (let at = 1; at <= events.length; at += 1) {
    const { call } = events[from] as BatchedEvent;
    if (events[at]?.call === call) continue;
    callback(call, from, at);
    from = at;
  }
}

/** Removes the batch from the lists of its calls. */
export function leaveCalls(batch: Batch): void {
  forEachCall(batch, ({ batches }) => {
    const at = batches.indexOf(batch);
    if (at === -1) return;
    // Their order does not matter, and nearly every call has one.
    const last = batches.pop() as Batch;
    if (last !== batch) batches[at] = last;
  });
}

function addToCall(batch: Batch, event: BatchedEvent): void {
  if (batch.events[batch.events.length - 1]?.call !== event.call) {
    joinCall(batch, event.call);
    batch.openCalls += 1;
  }
  batch.events.push(event);
}

// Nearly every call has one batch. `push` would reserve room for 17.
function joinCall(batch: Batch, call: Call): void {
  if (call.batches.length === 0) call.batches = [batch];
  else call.batches.push(batch);
}

function part(batch: Batch, from: number, to: number): Batch {
  const { bytes, events } = copyOpenEvents(batch, from, to);
  const half = createBatch(batch, bytes);
  half.mayBeReceived = batch.mayBeReceived;
  for (const event of events) addToCall(half, event);
  return half;
}

function middleOf(batch: Batch): number {
  const starts: number[] = [];
  forEachCall(batch, (_, from) => starts.push(from));
  return starts[Math.ceil(starts.length / 2)] ?? Math.ceil(batch.events.length / 2);
}

function removeClosedCalls(batch: Batch): void {
  if (batch.events.every(({ call }) => call.isOpen)) return;
  Object.assign(batch, copyOpenEvents(batch, 0, batch.events.length));
  batch.members = undefined;
}

/** The bytes of these events, as far as their calls are open. */
function copyOpenEvents(batch: Batch, from: number, to: number): Pick<Batch, 'bytes' | 'events'> {
  const bytes = withHead(new Uint8Array(endOf(batch) + roomForMembers));
  const events: BatchedEvent[] = [];
  let end = head.length;
  for (let index = from; index < to; index += 1) {
    const event = batch.events[index] as BatchedEvent;
    if (!event.call.isOpen) continue;
    const previous = batch.events[index - 1];
    const json = batch.bytes.subarray(
      previous === undefined ? head.length : previous.end + 1,
      event.end,
    );
    if (events.length > 0) {
      bytes[end] = comma;
      end += 1;
    }
    bytes.set(json, end);
    end += json.length;
    events.push({ ...event, end });
  }
  return { bytes, events };
}

/** Where the JSON of the last event ends. */
function endOf({ events }: Batch): number {
  return events[events.length - 1]?.end ?? head.length;
}

function withHead(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  bytes.set(head);
  return bytes;
}

const utf8 = new TextEncoder();
const head = utf8.encode('{"data":[');
const comma = 0x2c;
/** Bytes that UTF-8 takes for a UTF-16 code unit at most. */
const mostBytesPerUnit = 3;
const roomForMembers = 2048;
