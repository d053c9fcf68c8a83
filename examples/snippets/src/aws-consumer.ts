import { SQS } from '@aws-sdk/client-sqs';
import { createSqsConsumer } from '@meta-capi/aws/sqs';
import { configFromEnv, createCapiClient } from '@meta-capi/core';

const config = { ...configFromEnv(process.env), whenConsentUnknown: 'drop' } as const;

// Lambda: set ReportBatchItemFailures on the event source.
export const handler = createSqsConsumer(
  { [String(config.pixelId)]: createCapiClient(config) },
  {
    client: new SQS({}),
    queueUrl: String(process.env['META_CAPI_QUEUE_URL']),
    deadLetterQueueUrl: String(process.env['META_CAPI_DEAD_LETTER_QUEUE_URL']),
  },
);
