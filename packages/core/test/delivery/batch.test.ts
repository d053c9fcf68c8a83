import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addEvent,
  bodyOf,
  createBatch,
  forEachCall,
  hasRoom,
  leaveCalls,
  splitBatch,
} from '../../src/delivery/batch.ts';
import { createCall } from '../../src/delivery/call.ts';
import type { Batch, Call } from '../../src/delivery/types.ts';
import { runs } from '../fuzz-runs.ts';
import { wireEvent } from './wire-event.ts';

const key = { testEventCode: undefined, maxAttempts: 1, limitedDataUse: '' };
const members = '"access_token":"one"';
const utf8 = new TextDecoder();

function openCall(): Call {
  return createCall({
    deadline: Number.POSITIVE_INFINITY,
    signal: undefined,
    testEventCode: undefined,
    maxAttempts: 1,
    warnings: [],
  });
}

function batchOf(...calls: readonly (readonly string[])[]): { batch: Batch; calls: Call[] } {
  const batch = createBatch(key, new Uint8Array(16));
  const all = calls.map((ids) => {
    const call = openCall();
    ids.forEach((event_id, index) => {
      addEvent(batch, call, index, wireEvent({ event_id, event_time: 1 }));
    });
    return call;
  });
  return { batch, calls: all };
}

function idsIn(batch: Batch): string[] {
  const { data } = JSON.parse(utf8.decode(bodyOf(batch, members)));
  return data.map(({ event_id }: { event_id: string }) => event_id);
}

describe('bodyOf', () => {
  test('is the JSON of the events as data, and the members after them', () => {
    const { batch } = batchOf(['a', 'ä€😀']);
    expect(JSON.parse(utf8.decode(bodyOf(batch, members)))).toEqual({
      data: [
        wireEvent({ event_id: 'a', event_time: 1 }),
        wireEvent({ event_id: 'ä€😀', event_time: 1 }),
      ],
      access_token: 'one',
    });
  });

  test('is the very same bytes at a retry', () => {
    const { batch } = batchOf(['a', 'b']);
    const first = bodyOf(batch, members);
    const copy = first.slice();
    const second = bodyOf(batch, members);
    expect(second).toEqual(copy);
    expect(second.buffer).toBe(first.buffer);
  });

  test('of another token leaves the bytes that were returned before as they are', () => {
    const { batch } = batchOf(['a']);
    const first = bodyOf(batch, members);
    const copy = first.slice();
    const second = utf8.decode(bodyOf(batch, '"access_token":"another"'));
    expect(JSON.parse(second)).toMatchObject({ access_token: 'another' });
    expect(first).toEqual(copy);
  });

  test.each<[string, number[], string[]]>([
    ['first', [0], ['b', 'c', 'd']],
    ['in the middle', [1], ['a', 'd']],
    ['last', [2], ['a', 'b', 'c']],
    ['all but the last', [0, 1], ['d']],
  ])('leaves out the events of calls that have ended, in separate bytes: %s', (_, ended, left) => {
    const { batch, calls } = batchOf(['a'], ['b', 'c'], ['d']);
    const first = bodyOf(batch, members);
    const copy = first.slice();
    for (const at of ended) Object.assign(calls[at] ?? {}, { isOpen: false });
    expect(idsIn(batch)).toEqual(left);
    expect(first).toEqual(copy);
    expect(batch.events.map(({ eventId }) => eventId)).toEqual(left);
  });

  test('of events that are written before and after a call has ended contains each once', () => {
    const { batch, calls } = batchOf(['a'], ['b']);
    bodyOf(batch, members);
    Object.assign(calls[0] ?? {}, { isOpen: false });
    expect(idsIn(batch)).toEqual(['b']);
    addEvent(batch, openCall(), 0, wireEvent({ event_id: 'c' }));
    batch.members = undefined;
    expect(idsIn(batch)).toEqual(['b', 'c']);
  });

  test.each(['a', '€', '😀'])('has room for long members of %s', (character) => {
    const { batch } = batchOf(['a']);
    const code = character.repeat(5000);
    const body = utf8.decode(bodyOf(batch, `"test_event_code":"${code}"`));
    expect(JSON.parse(body)).toMatchObject({ test_event_code: code });
  });

  test('is written into the buffer that the batch was given', () => {
    const buffer = new Uint8Array(1000);
    const batch = createBatch(key, buffer);
    addEvent(batch, openCall(), 0, wireEvent({ event_id: 'a' }));
    expect(bodyOf(batch, members).buffer).toBe(buffer.buffer);
  });
});

describe('hasRoom', () => {
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/main-body
  test('for 1,000 events in all', () => {
    const { batch } = batchOf(Array.from({ length: 998 }, (_, n) => `e${n}`));
    expect([1, 2, 3].map((events) => hasRoom(batch, events))).toEqual([true, true, false]);
  });

  test.each([
    [-1, true],
    [0, false],
  ])('for another event with 4 MiB %i bytes before it: %j', (more, expected) => {
    const empty = `{"data":[${JSON.stringify(wireEvent({ event_id: '', event_time: 1 }))}`.length;
    const { batch } = batchOf(['x'.repeat(4 * 2 ** 20 - empty + more)]);
    expect(hasRoom(batch, 1)).toBe(expected);
  });
});

test('forEachCall finds the events of each call', () => {
  const { batch, calls } = batchOf(['a', 'b'], ['c'], ['d', 'e', 'f']);
  const found: [Call, number, number][] = [];
  forEachCall(batch, (...each) => found.push(each));
  expect(found).toEqual([
    [calls[0], 0, 2],
    [calls[1], 2, 3],
    [calls[2], 3, 6],
  ]);
});

describe('leaveCalls', () => {
  test('removes the batch from its calls, and no other batch', () => {
    const call = openCall();
    const batches = ['a', 'b', 'c'].map((event_id) => {
      const batch = createBatch(key, new Uint8Array(16));
      addEvent(batch, call, 0, wireEvent({ event_id }));
      return batch;
    });
    expect(call.batches).toEqual(batches);
    const [first, second, third] = batches as [Batch, Batch, Batch];
    leaveCalls(first);
    expect(new Set(call.batches)).toEqual(new Set([second, third]));
    leaveCalls(first);
    expect(call.batches).toHaveLength(2);
    leaveCalls(third);
    leaveCalls(second);
    expect(call.batches).toEqual([]);
  });
});

describe('splitBatch', () => {
  test.each<[string, string[][], string[][]]>([
    ['between two calls', [['a', 'b', 'c'], ['d']], [['a', 'b', 'c'], ['d']]],
    ['between the calls in the middle', [['a'], ['b'], ['c']], [['a', 'b'], ['c']]],
    [
      'between four calls',
      [['a'], ['b'], ['c'], ['d']],
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['in the middle of a single call', [['a', 'b', 'c']], [['a', 'b'], ['c']]],
    [
      'in the middle of four events',
      [['a', 'b', 'c', 'd']],
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
  ])('splits %s', (_, calls, expected) => {
    expect(splitBatch(batchOf(...calls).batch).map(idsIn)).toEqual(expected);
  });

  test('leaves out the events of calls that have ended', () => {
    const { batch, calls } = batchOf(['a'], ['b'], ['c', 'd']);
    Object.assign(calls[1] ?? {}, { isOpen: false });
    expect(splitBatch(batch).map(idsIn)).toEqual([['a'], ['c', 'd']]);
  });

  test('gives the halves what the batch has, and its calls the halves', () => {
    const { batch, calls } = batchOf(['a', 'b'], ['c']);
    Object.assign(batch, { testEventCode: 'TEST1', maxAttempts: 3, limitedDataUse: 'LDU' });
    batch.mayBeReceived = true;
    const halves = splitBatch(batch);
    const same = { testEventCode: 'TEST1', maxAttempts: 3, limitedDataUse: 'LDU' };
    for (const half of halves) {
      expect(half).toMatchObject({ ...same, mayBeReceived: true, openCalls: 1, attempts: [] });
    }
    expect(calls.map(({ batches }) => batches)).toEqual(halves.map((half) => [half]));
    expect(halves.map(({ events }) => events.map(({ index }) => index))).toEqual([[0, 1], [0]]);
  });

  test('of a single call belongs to it with both halves', () => {
    const { batch, calls } = batchOf(['a', 'b']);
    const halves = splitBatch(batch);
    expect(calls[0]?.batches).toEqual(halves);
    expect(halves.map(({ openCalls, mayBeReceived }) => [openCalls, mayBeReceived])).toEqual([
      [1, false],
      [1, false],
    ]);
  });

  test(`any splits return every event once, in order, byte for byte (${runs(500)} runs)`, () => {
    const lists = fc.array(fc.array(fc.string({ unit: 'binary' }), { minLength: 1 }), {
      minLength: 1,
      maxLength: 8,
    });
    const splitAll = (batch: Batch): string[] =>
      batch.events.length > 1
        ? splitBatch(batch).flatMap(splitAll)
        : [utf8.decode(bodyOf(batch, members))];
    fc.assert(
      fc.property(lists, (calls) => {
        const parts = splitAll(batchOf(...calls).batch);
        const expected = calls
          .flat()
          .map(
            (event_id) =>
              `{"data":[${JSON.stringify(wireEvent({ event_id, event_time: 1 }))}],${members}}`,
          );
        expect(parts).toEqual(expected);
      }),
      { numRuns: runs(500) },
    );
  });
});
