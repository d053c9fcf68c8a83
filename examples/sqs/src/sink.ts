import { createSqsSink, signedSqs } from '@meta-capi/aws/sqs';
import { configFromEnv, type EventSink } from '@meta-capi/core';

const { env } = process;

/**
 * Stores events in the queue, without the AWS SDK. The functions that use it have no access token, so there
 * is no `fallback`. An event that SQS does not accept is reported, and Stripe sends its webhook again.
 */
export const sink: EventSink = createSqsSink({
  ...configFromEnv(env),
  queueUrl: env['META_CAPI_QUEUE_URL'],
  client: signedSqs({
    region: String(env['AWS_REGION']),
    endpoint: env['AWS_ENDPOINT_URL_SQS'],
    credentials: () => ({
      accessKeyId: String(env['AWS_ACCESS_KEY_ID']),
      secretAccessKey: String(env['AWS_SECRET_ACCESS_KEY']),
      sessionToken: env['AWS_SESSION_TOKEN'],
    }),
  }),
});
