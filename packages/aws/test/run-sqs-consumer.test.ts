import { getEventListeners } from 'node:events';
import { createCapiClient, type Report } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { describe, expect, test, vi } from 'vitest';
import { enqueue } from '../src/sqs/enqueue.ts';
import { writeRecord } from '../src/sqs/record.ts';
import { runSqsConsumer } from '../src/sqs/run-sqs-consumer.ts';
import type { SqsReader } from '../src/sqs/sqs-client.ts';
import { deadLetterQueueUrl, pixelId, queueUrl, record } from './events.ts';
import { FakeSqs } from './fake-sqs.ts';

const clients = { [pixelId]: { deliver: () => Promise.reject(new Error('unused')) } };

/** Waits if the queue is empty, like long polling, and rejects when it is aborted. */
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

test('F-12: after the signal, received events are sent and deleted, and nothing more is received', async () => {
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

test('a queue that fails is called again, and the signal ends the wait', async () => {
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
  const running = runSqsConsumer(clients, {
    client: failing,
    queueUrl,
    deadLetterQueueUrl,
    signal: stop.signal,
    concurrency: 1,
  });
  setTimeout(() => stop.abort(), 50);
  await running;
  expect(calls).toBe(1);
});

describe('the reports about the queue', () => {
  function named(name: string): Error {
    return Object.assign(new Error('kim@example.com'), { name });
  }

  /** Runs a consumer with `receives` as the results of consecutive receives. */
  async function reportsOf(receives: readonly ('fails' | 'is empty')[], concurrency = 1) {
    vi.useFakeTimers();
    const stop = new AbortController();
    const reports: Report[] = [];
    const listeners: number[] = [];
    let calls = 0;
    const client: SqsReader = {
      ...longPolling(new FakeSqs()),
      receiveMessage: () => {
        listeners.push(getEventListeners(stop.signal, 'abort').length);
        const result = receives[calls];
        calls += 1;
        if (calls >= receives.length) stop.abort();
        return result === 'is empty' ? Promise.resolve({}) : Promise.reject(named('AccessDenied'));
      },
    };
    try {
      const running = runSqsConsumer(clients, {
        client,
        queueUrl,
        deadLetterQueueUrl,
        signal: stop.signal,
        concurrency,
        reporter: (report) => void reports.push(report),
      });
      await vi.advanceTimersByTimeAsync(600_000);
      await running;
      return { reports, listeners };
    } finally {
      vi.useRealTimers();
    }
  }

  test('contain the first of consecutive failures once, and the next failure after a success', async () => {
    const { reports } = await reportsOf(['fails', 'fails', 'fails', 'is empty', 'fails', 'fails']);
    expect(reports.map(({ level }) => level)).toEqual(['error', 'error']);
    expect(reports[0]?.message).toContain('AccessDenied');
    expect(JSON.stringify(reports)).not.toContain('kim@');
  });

  test('are not repeated by each worker', async () => {
    const { reports } = await reportsOf(
      Array.from({ length: 20 }, () => 'fails'),
      10,
    );
    expect(reports).toHaveLength(1);
  });

  test('leave no listener on the signal for each failure', async () => {
    const { listeners } = await reportsOf(Array.from({ length: 15 }, () => 'fails'));
    expect(Math.max(...listeners)).toBe(0);
  });

  test('do not stop the consumer if the reporter throws', async () => {
    const stop = new AbortController();
    const running = runSqsConsumer(clients, {
      client: { ...longPolling(new FakeSqs()), receiveMessage: () => Promise.reject(named('X')) },
      queueUrl,
      deadLetterQueueUrl,
      signal: stop.signal,
      concurrency: 1,
      reporter: () => {
        stop.abort();
        throw new Error('reporter');
      },
    });
    await expect(running).resolves.toBeUndefined();
  });
});
