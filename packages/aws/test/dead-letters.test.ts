import { describe, expect, test } from 'vitest';
import { listDeadLetters, redriveDeadLetters } from '../src/sqs/dead-letters.ts';
import { enqueue } from '../src/sqs/enqueue.ts';
import { writeRecord } from '../src/sqs/record.ts';
import { deadLetterQueueUrl, prepared, queueUrl, record } from './events.ts';
import { FakeSqs } from './fake-sqs.ts';

async function setUp() {
  const client = new FakeSqs();
  const old = prepared('old');
  const event_time = Math.floor(Date.now() / 1000) - 8 * 86_400;
  const bodies: [string, string | undefined][] = [
    [writeRecord(record('order_1')), 'unknown_pixel'],
    [
      writeRecord({ ...record('old'), event: { wire: { ...old.wire, event_time } } as never }),
      'expired',
    ],
    ['not JSON kim@example.com', 'unreadable'],
    [writeRecord(record('order_2')), undefined],
  ];
  await enqueue(
    client,
    bodies.map(([body, reason]) => ({ body, ...(reason ? { attributes: { reason } } : {}) })),
    { queueUrl: deadLetterQueueUrl, timeoutMs: 1000 },
  );
  return client;
}

describe('listDeadLetters', () => {
  test('names the reason and the fix of each, without personal data, and leaves them there', async () => {
    const client = await setUp();
    const letters = await listDeadLetters({ client, deadLetterQueueUrl });
    expect(letters.map(({ reason, eventId }) => [reason, eventId])).toEqual([
      ['unknown_pixel', 'order_1'],
      ['expired', 'old'],
      ['unreadable', undefined],
      [undefined, 'order_2'],
    ]);
    expect(letters.every(({ explanation }) => explanation.length > 20)).toBe(true);
    expect(JSON.stringify(letters)).not.toContain('kim@');
    expect(client.messagesOf(deadLetterQueueUrl)).toHaveLength(4);
  });
});

describe('redriveDeadLetters', () => {
  test('finds what was listed just before, and what it left in the queue itself', async () => {
    const client = await setUp();
    await listDeadLetters({ client, deadLetterQueueUrl });
    const result = await redriveDeadLetters({ client, deadLetterQueueUrl, queueUrl });
    expect(result.redriven).toBe(2);
    const again = await redriveDeadLetters({ client, deadLetterQueueUrl, queueUrl });
    expect(again).toMatchObject({ redriven: 0, left: { expired: 1, unreadable: 1 } });
  });

  test('moves back what Meta still accepts, with the same body', async () => {
    const client = await setUp();
    const before = client.messagesOf(deadLetterQueueUrl).map(({ body }) => body);
    const result = await redriveDeadLetters({ client, deadLetterQueueUrl, queueUrl });
    expect(result).toEqual({
      redriven: 2,
      left: { expired: 1, unreadable: 1, notSelected: 0, notStored: 0 },
    });
    expect(client.messagesOf(queueUrl).map(({ body }) => body)).toEqual([before[0], before[3]]);
    expect(client.messagesOf(deadLetterQueueUrl)).toHaveLength(2);
  });

  test('moves only what is selected', async () => {
    const client = await setUp();
    const only = ({ eventId }: { eventId?: string | undefined }) => eventId === 'order_2';
    const result = await redriveDeadLetters({ client, deadLetterQueueUrl, queueUrl, only });
    expect(result).toMatchObject({ redriven: 1, left: { notSelected: 1 } });
  });

  test('deletes nothing that could not be stored', async () => {
    const client = await setUp();
    client.faults = ['refused', 'refused'];
    const result = await redriveDeadLetters({ client, deadLetterQueueUrl, queueUrl });
    expect(result).toMatchObject({ redriven: 0, left: { notStored: 2 } });
    expect(client.messagesOf(deadLetterQueueUrl)).toHaveLength(4);
  });
});
