import { describe, expect, test } from 'vitest';
import { messageBytes, toBatches } from '../src/sqs/batches.ts';

const limit = 1_048_576;
const reason = { reason: 'unreadable' };
// The name, the type and the value: "reason", "String", "unreadable".
const reasonBytes = 22;

describe('the size of a message', () => {
  test.each([
    ['a body', { body: 'abc' }, 3],
    ['a body of characters with two and four bytes', { body: 'é🎉' }, 6],
    ['a body and an attribute', { body: 'abc', attributes: reason }, 3 + reasonBytes],
  ])('%s', (_, message, bytes) => {
    expect(messageBytes(message)).toBe(bytes);
  });

  test.each([
    ['exactly the limit', limit, {}, 1],
    ['one byte more', limit + 1, {}, 0],
    ['exactly the limit with an attribute', limit - reasonBytes, { attributes: reason }, 1],
    ['one byte more with an attribute', limit - reasonBytes + 1, { attributes: reason }, 0],
  ])('%s', (_, length, rest, batches) => {
    const message = { body: 'x'.repeat(length), ...rest };
    const result = toBatches([message]);
    expect([result.batches.length, result.tooLarge.length]).toEqual([batches, 1 - batches]);
  });

  test('attributes count for the batch too', () => {
    const body = 'x'.repeat(limit / 2 - reasonBytes);
    expect(toBatches([{ body }, { body }]).batches).toHaveLength(1);
    const withReason = { body: `${body}x`, attributes: reason };
    expect(toBatches([withReason, withReason]).batches).toHaveLength(2);
  });

  test('reserved bytes count for a message, not for a batch', () => {
    const message = { body: 'x'.repeat(50) };
    const options = { maxBytes: 100, reservedBytes: 50 };
    expect(toBatches([message, message], options)).toEqual({
      batches: [[message, message]],
      tooLarge: [],
    });
    expect(toBatches([message], { ...options, reservedBytes: 51 }).tooLarge).toHaveLength(1);
  });
});
