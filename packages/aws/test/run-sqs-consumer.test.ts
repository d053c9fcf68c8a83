import { createCapiClient } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { expect, test } from 'vitest';
import { enqueue } from '../src/sqs/enqueue.ts';
import { writeRecord } from '../src/sqs/record.ts';
import { runSqsConsumer } from '../src/sqs/run-sqs-consumer.ts';
import type { SqsReader } from '../src/sqs/sqs-client.ts';
import { deadLetterQueueUrl, pixelId, queueUrl, record } from './events.ts';
import { FakeSqs } from './fake-sqs.ts';

/** Waits where the queue is empty, as long polling does, and rejects when it is aborted. */
function longPolling(sqs: FakeSqs): SqsReader {
  return {
    sendMessageBatch: (input, options) => sqs.sendMessageBatch(input, options),
    changeMessageVisibilityBatch: (input) => sqs.changeMessageVisibilityBatch(input),
    deleteMessageBatch: (input) => sqs.deleteMessageBatch(input),
    async receiveMessage(input, options) {
      const output = await sqs.receiveMessage(input);
      if (output.Messages.length > 0) return output;
      return new Promise((_, reject) => {
        options?.abortSignal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    },
  };
}

test('F-12: after the signal, what was received is sent and deleted, and nothing else is received', async () => {
  const sqs = new FakeSqs();
  const messages = Array.from({ length: 25 }, (_, n) => ({
    body: writeRecord(record(`order_${n}`)),
  }));
  await enqueue(sqs, messages, { queueUrl, timeoutMs: 1000 });
  const sandbox = createSandbox();
  const stop = new AbortController();
  const capi = createCapiClient({
    pixelId,
    accessToken: 'EAAcanarytokencanarytoken',
    whenConsentUnknown: 'drop',
    fetch: async (input, init) => {
      stop.abort();
      return sandbox.fetch(input, init);
    },
  });
  await runSqsConsumer(
    { [pixelId]: capi },
    {
      client: longPolling(sqs),
      queueUrl,
      deadLetterQueueUrl,
      signal: stop.signal,
      concurrency: 1,
      reporter: () => undefined,
    },
  );
  expect(sandbox.counted).toHaveLength(10);
  expect(sqs.messagesOf(queueUrl)).toHaveLength(15);
});

test('a queue that fails is asked again, and the signal ends the wait', async () => {
  const sqs = new FakeSqs();
  const stop = new AbortController();
  let calls = 0;
  const failing: SqsReader = {
    ...longPolling(sqs),
    receiveMessage: () => {
      calls += 1;
      return Promise.reject(new Error('kim@example.com'));
    },
  };
  const running = runSqsConsumer(
    {},
    { client: failing, queueUrl, deadLetterQueueUrl, signal: stop.signal, concurrency: 1 },
  );
  setTimeout(() => stop.abort(), 50);
  await running;
  expect(calls).toBe(1);
});
