import { expect, test, vi } from 'vitest';
import type { Verdict } from '../src/sqs/process-messages.ts';
import { settleMessages } from '../src/sqs/settle-messages.ts';
import type { SqsReader } from '../src/sqs/sqs-client.ts';
import { deadLetterQueueUrl, queueUrl } from './events.ts';
import { FakeSqs } from './fake-sqs.ts';

type ChangeVisibility = SqsReader['changeMessageVisibilityBatch'];

function clientWith(changeMessageVisibilityBatch: ChangeVisibility): SqsReader {
  const sqs = new FakeSqs();
  return {
    sendMessageBatch: (input, options) => sqs.sendMessageBatch(input, options),
    receiveMessage: (input) => sqs.receiveMessage(input),
    deleteMessageBatch: (input) => sqs.deleteMessageBatch(input),
    changeMessageVisibilityBatch,
  };
}

const retries = (count: number): readonly Verdict[] =>
  Array.from({ length: count }, (_, n) => ({
    message: { id: `m-${n}`, receiptHandle: `r-${n}`, body: '{}', receiveCount: 1 },
    decision: { do: 'retry', delaySeconds: 60 },
  }));

const untilAborted: ChangeVisibility = (_, options) =>
  new Promise((_resolve, reject) => {
    options?.abortSignal?.addEventListener('abort', () => reject(new Error('aborted')));
  });

test.each<[string, ChangeVisibility]>([
  ['stalls', untilAborted],
  ['ignores the signal', () => new Promise(() => undefined)],
])(
  'setting the delays of 1,000 messages ends after two seconds if the client %s',
  async (_, change) => {
    const queues = { client: clientWith(change), queueUrl, deadLetterQueueUrl };
    vi.useFakeTimers();
    try {
      const late = new Promise<'late'>((resolve) => setTimeout(() => resolve('late'), 2001));
      const settled = Promise.race([settleMessages(retries(1000), queues), late]);
      await vi.advanceTimersByTimeAsync(2001);
      expect(await settled).toMatchObject({ size: 1000 });
    } finally {
      vi.useRealTimers();
    }
  },
);

test('sets delays in groups of ten, with at most eight requests at a time', async () => {
  let inFlight = 0;
  let most = 0;
  const handles: string[] = [];
  const client = clientWith(async ({ Entries }) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    handles.push(...Entries.map(({ ReceiptHandle }) => ReceiptHandle));
    await new Promise((resolve) => setTimeout(resolve, 1));
    inFlight -= 1;
    return {};
  });
  await settleMessages(retries(205), { client, queueUrl, deadLetterQueueUrl });
  expect(most).toBe(8);
  expect(new Set(handles).size).toBe(205);
  expect(handles).toHaveLength(205);
});
