import { SQS } from '@aws-sdk/client-sqs';
import { createSqsConsumer } from '@meta-capi/aws/sqs';
import { configFromEnv, createCapiClient } from '@meta-capi/core';

/** Your consent database: has the buyer of this order withdrawn their consent? */
interface ConsentRecord {
  hasWithdrawn(orderId: string): Promise<boolean>;
}

export function consumer(record: ConsentRecord) {
  const config = { ...configFromEnv(process.env), whenConsentUnknown: 'drop' } as const;
  return createSqsConsumer(
    { [String(config.pixelId)]: createCapiClient(config) },
    {
      client: new SQS({}),
      queueUrl: String(process.env['META_CAPI_QUEUE_URL']),
      deadLetterQueueUrl: String(process.env['META_CAPI_DEAD_LETTER_QUEUE_URL']),
      // The order id is the event id.
      isStillAllowed: async ({ wire }) => !(await record.hasWithdrawn(wire.event_id)),
    },
  );
}
