import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addEvent, bodyOf, createBatch, splitBatch } from '../../src/delivery/batch.ts';
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

  test('leaves out the events of calls that have ended, in separate bytes', () => {
    const { batch, calls } = batchOf(['a'], ['b', 'c'], ['d']);
    const first = bodyOf(batch, members);
    const copy = first.slice();
    Object.assign(calls[1] ?? {}, { isOpen: false });
    expect(idsIn(batch)).toEqual(['a', 'd']);
    expect(first).toEqual(copy);
  });
});

describe('splitBatch', () => {
  test.each<[string, string[][], string[][]]>([
    ['between two calls', [['a', 'b', 'c'], ['d']], [['a', 'b', 'c'], ['d']]],
    ['between the calls in the middle', [['a'], ['b'], ['c']], [['a', 'b'], ['c']]],
    ['in the middle of a single call', [['a', 'b', 'c']], [['a', 'b'], ['c']]],
  ])('splits %s', (_, calls, expected) => {
    expect(splitBatch(batchOf(...calls).batch).map(idsIn)).toEqual(expected);
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
