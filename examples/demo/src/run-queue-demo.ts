import { createSqsConsumer, createSqsSink } from '@meta-capi/aws/sqs';
import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { createCapiClient, type Report } from '@meta-capi/core';
import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import { invokeOnce, type LambdaHandler } from '../../../packages/aws/test/event-source.ts';
import { FakeSqs } from '../../../packages/aws/test/fake-sqs.ts';
import { type DemoRow, rowOf } from './row.ts';
import { signUp } from './run-cognito-demo.ts';

/** Signs a user up while Meta is down, and sends the queued event once Meta is up again. */
export async function runQueueDemo({ sandbox, url }: SandboxServer): Promise<{
  rows: readonly DemoRow[];
  counted: number;
}> {
  const before = sandbox.counted.length;
  const gone = await startSandbox({ port: 0 });
  await gone.close();
  const reports: Report[] = [];
  const sqs = new FakeSqs();
  const reporter = (report: Report): void => void reports.push(report);
  const trigger = createPostConfirmationHandler(
    createSqsSink({ pixelId, whenConsentUnknown: 'send', queueUrl, client: sqs }),
    { reporter },
  );
  /** A new execution environment of the consumer. */
  const consumer = (baseUrl: string, timeoutMs: number): LambdaHandler =>
    createSqsConsumer(
      {
        [pixelId]: createCapiClient({
          pixelId,
          accessToken: 'demo-token-for-the-local-sandbox',
          whenConsentUnknown: 'send',
          baseUrl,
        }),
      },
      { client: sqs, queueUrl, deadLetterQueueUrl, timeoutMs, reporter },
    );

  const rows: DemoRow[] = [];
  async function row(received: string, run: () => Promise<string>): Promise<void> {
    const seen = sandbox.events.length;
    const answered = await run();
    rows.push(rowOf(received, answered, sandbox.events.at(seen), reports.at(-1)));
  }
  async function consume(baseUrl: string, timeoutMs: number): Promise<string> {
    const handler = consumer(baseUrl, timeoutMs);
    await invokeOnce({ sqs, queueUrl, handler, batchSize: 10 });
    const { length } = sqs.messagesOf(queueUrl);
    return length === 0 ? 'queue empty' : `${length} in the queue`;
  }

  const event = signUp('amina');
  await row('a sign-up while Meta is down', async () => {
    const answer = await trigger(event, { getRemainingTimeInMillis: () => 5000 });
    return answer === event ? 'its event' : 'something else';
  });
  await row('the consumer, Meta is still down', () => consume(gone.url, 500));
  sqs.now += 3_600_000;
  await row('an hour later, Meta is up again', () => consume(url, 10_000));
  return { rows, counted: sandbox.counted.length - before };
}

const pixelId = '1234567890';
const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/events';
const deadLetterQueueUrl = `${queueUrl}-dead`;
