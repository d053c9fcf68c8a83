// A process that consumes the queue until it is killed.

import { SQS } from '@aws-sdk/client-sqs';
import { createCapiClient } from '@meta-capi/core';
import { runSqsConsumer } from '../../src/sqs/run-sqs-consumer.ts';
import { awsClientConfig } from '../emulators.ts';
import { pixelId } from '../events.ts';

const [endpoint = '', queueUrl = '', deadLetterQueueUrl = '', graphUrl = ''] =
  process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
const capi = createCapiClient({
  pixelId,
  accessToken: process.env['CANARY_TOKEN'],
  whenConsentUnknown: 'drop',
  baseUrl: graphUrl,
});
await runSqsConsumer(
  { [pixelId]: capi },
  {
    client: new SQS({ ...awsClientConfig, endpoint }),
    queueUrl,
    deadLetterQueueUrl,
    timeoutMs: 4000,
    signal: stop.signal,
  },
);
