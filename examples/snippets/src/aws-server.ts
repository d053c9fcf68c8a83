import { SQS } from '@aws-sdk/client-sqs';
import { runSqsConsumer } from '@meta-capi/aws/sqs';
import { configFromEnv, createCapiClient } from '@meta-capi/core';

const config = { ...configFromEnv(process.env), whenConsentUnknown: 'drop' } as const;

/** Runs until SIGTERM, and ends after the batches in flight. */
export async function consume(): Promise<void> {
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  const capi = createCapiClient(config);
  await runSqsConsumer(
    { [String(config.pixelId)]: capi },
    {
      client: new SQS({}),
      queueUrl: String(process.env['META_CAPI_QUEUE_URL']),
      deadLetterQueueUrl: String(process.env['META_CAPI_DEAD_LETTER_QUEUE_URL']),
      signal: stop.signal,
    },
  );
  await capi.close({ timeoutMs: 3000 });
}
