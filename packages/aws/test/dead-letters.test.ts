import { afterEach, describe, expect, test, vi } from 'vitest';
import { listDeadLetters } from '../src/sqs/dead-letters.ts';
import { whyTooLate } from '../src/sqs/decide.ts';
import { enqueue } from '../src/sqs/enqueue.ts';
import { type QueueRecord, readRecord, writeRecord } from '../src/sqs/record.ts';
import { redriveDeadLetters } from '../src/sqs/redrive.ts';
import type { SqsReader } from '../src/sqs/sqs-client.ts';
import { deadLetterQueueUrl, pixelId, prepared, queueUrl, record } from './events.ts';
import { FakeSqs } from './fake-sqs.ts';

afterEach(() => {
  vi.useRealTimers();
});

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
  test('returns the reason and the fix of each message, without personal data, and leaves the messages in the queue', async () => {
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
  test('receives messages that were listed just before, and messages that an earlier redrive left', async () => {
    const client = await setUp();
    await listDeadLetters({ client, deadLetterQueueUrl });
    const result = await redriveDeadLetters({ client, deadLetterQueueUrl, queueUrl });
    expect(result.redriven).toBe(2);
    const again = await redriveDeadLetters({ client, deadLetterQueueUrl, queueUrl });
    expect(again).toMatchObject({ redriven: 0, left: { expired: 1, unreadable: 1 } });
  });

  test('moves events that Meta still accepts back to the queue, unchanged', async () => {
    const client = await setUp();
    const before = client.messagesOf(deadLetterQueueUrl).map(({ body }) => body);
    const result = await redriveDeadLetters({ client, deadLetterQueueUrl, queueUrl });
    expect(result).toEqual({
      redriven: 2,
      left: { expired: 1, unreadable: 1, notSelected: 0, notStored: 0, newer: 0 },
    });
    const eventOf = (body?: string): unknown => (JSON.parse(body ?? '') as QueueRecord).event;
    const moved = client.messagesOf(queueUrl).map(({ body }) => eventOf(body));
    expect(moved).toEqual([eventOf(before[0]), eventOf(before[3])]);
    expect(client.messagesOf(deadLetterQueueUrl)).toHaveLength(2);
  });

  test('moves only selected messages', async () => {
    const client = await setUp();
    const only = ({ eventId }: { eventId?: string | undefined }) => eventId === 'order_2';
    const result = await redriveDeadLetters({ client, deadLetterQueueUrl, queueUrl, only });
    expect(result).toMatchObject({ redriven: 1, left: { notSelected: 1 } });
  });

  test('does not delete a message that could not be stored', async () => {
    const client = await setUp();
    client.faults = ['refused', 'refused'];
    const result = await redriveDeadLetters({ client, deadLetterQueueUrl, queueUrl });
    expect(result).toMatchObject({ redriven: 0, left: { notStored: 2 } });
    expect(client.messagesOf(deadLetterQueueUrl)).toHaveLength(4);
  });

  test.each([
    ['', 1000],
    [', and the clock of this machine is ahead', 600_000],
  ])('ends although a consumer returns each letter immediately%s', async (_name, aheadMs) => {
    const client = new FakeSqs();
    await put(
      client,
      Array.from({ length: 15 }, (_, n): Letter => [record(`order_${n}`), 'unknown_pixel']),
    );
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + aheadMs });
    const returned: string[] = [];
    const reader: SqsReader = {
      sendMessageBatch: (input, options) => client.sendMessageBatch(input, options),
      changeMessageVisibilityBatch: (input) => client.changeMessageVisibilityBatch(input),
      receiveMessage: (input) => client.receiveMessage(input),
      async deleteMessageBatch(input) {
        await client.deleteMessageBatch(input);
        if (aheadMs === 1000) vi.setSystemTime(Date.now() + 1000);
        else vi.setSystemTime(Date.now() - 1000);
        // For example a consumer that was restarted with the same `clients`.
        const queued = client.messagesOf(queueUrl).splice(0);
        returned.push(...queued.map(({ body }) => body));
        if (returned.length > 100) throw new Error('does not end');
        await put(
          client,
          queued.map(({ body }): Letter => [body, 'unknown_pixel']),
        );
        return {};
      },
    };
    const result = await redriveDeadLetters({ client: reader, deadLetterQueueUrl, queueUrl });
    expect(result.redriven).toBe(15);
    expect(result.left.newer).toBeGreaterThan(0);
    expect(new Set(returned).size).toBe(15);
    expect(returned).toHaveLength(15);
    const letters = client.messagesOf(deadLetterQueueUrl);
    expect(letters).toHaveLength(15);
    expect(letters.every(({ visibleAt }) => visibleAt <= client.now)).toBe(true);
  });

  test('leaves rejected events and events in doubt unless they are selected', async () => {
    const client = new FakeSqs();
    const firstAmbiguousAt = Date.now() - 60 * 3_600_000;
    await put(client, [
      [record('rejected'), 'rejected'],
      [record('doubtful', { firstAmbiguousAt }), 'in_doubt'],
      // SQS moved it. The consumer would move it again, as `in_doubt`.
      [record('doubtful too', { firstAmbiguousAt }), undefined],
      [record('good'), 'unknown_pixel'],
    ]);
    const listed = await listDeadLetters({ client, deadLetterQueueUrl });
    expect(listed.map(({ redrive }) => redrive)).toEqual([
      'selected',
      'selected',
      'selected',
      'default',
    ]);
    const queues = { client, deadLetterQueueUrl, queueUrl };
    expect(await redriveDeadLetters(queues)).toMatchObject({
      redriven: 1,
      left: { notSelected: 3 },
    });
    const all = await redriveDeadLetters({ ...queues, only: () => true });
    expect(all).toMatchObject({ redriven: 3, left: { notSelected: 0 } });
  });

  test('a selected event in doubt is sent again, and is not moved again as in doubt', async () => {
    const client = new FakeSqs();
    const firstAmbiguousAt = Date.now() - 60 * 3_600_000;
    await put(client, [
      [record('doubtful', { firstAmbiguousAt, testEventCode: 'TEST1' }), 'in_doubt'],
    ]);
    await redriveDeadLetters({ client, deadLetterQueueUrl, queueUrl, only: () => true });
    const [message] = client.messagesOf(queueUrl);
    const reading = readRecord(message?.body);
    expect(reading).toEqual({
      ok: true,
      record: {
        v: 1,
        pixelId,
        event: expect.anything(),
        testEventCode: 'TEST1',
        queuedAt: expect.any(Number),
      },
    });
    expect(reading.ok && whyTooLate(reading.record, Date.now())).toBeUndefined();
  });

  test.each(['only', 'deleteMessageBatch', 'receiveMessage'])(
    'the remaining messages are visible again if %s throws',
    async (thrower) => {
      const client = await setUp();
      const fail = (): never => {
        throw new Error('made up');
      };
      let receives = 0;
      const reader: SqsReader = {
        sendMessageBatch: (input, options) => client.sendMessageBatch(input, options),
        changeMessageVisibilityBatch: (input) => client.changeMessageVisibilityBatch(input),
        receiveMessage: (input) => {
          receives += 1;
          return thrower === 'receiveMessage' && receives > 1
            ? fail()
            : client.receiveMessage(input);
        },
        deleteMessageBatch:
          thrower === 'deleteMessageBatch' ? fail : (input) => client.deleteMessageBatch(input),
      };
      const only = thrower === 'only' ? fail : undefined;
      const redriving = redriveDeadLetters({ client: reader, deadLetterQueueUrl, queueUrl, only });
      await expect(redriving).rejects.toThrow('made up');
      const left = client.messagesOf(deadLetterQueueUrl);
      expect(left).toHaveLength(thrower === 'receiveMessage' ? 2 : 4);
      expect(left.every(({ visibleAt }) => visibleAt <= client.now)).toBe(true);
    },
  );
});

type Letter = [QueueRecord | string, string | undefined];

async function put(client: FakeSqs, letters: readonly Letter[]): Promise<void> {
  const messages = letters.map(([given, reason]) => ({
    body: typeof given === 'string' ? given : writeRecord(given),
    ...(reason === undefined ? {} : { attributes: { reason } }),
  }));
  await enqueue(client, messages, { queueUrl: deadLetterQueueUrl, timeoutMs: 1000 });
}
