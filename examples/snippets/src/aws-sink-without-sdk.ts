import { createSqsSink, signedSqs } from '@meta-capi/aws/sqs';
import { configFromEnv } from '@meta-capi/core';

/** Sends signed requests without the SDK, for a Lambda function whose cold start delays a user. */
export const sink = createSqsSink({
  ...configFromEnv(process.env),
  whenConsentUnknown: 'drop',
  queueUrl: process.env['META_CAPI_QUEUE_URL'],
  client: signedSqs({
    region: String(process.env['AWS_REGION']),
    credentials: () => ({
      accessKeyId: String(process.env['AWS_ACCESS_KEY_ID']),
      secretAccessKey: String(process.env['AWS_SECRET_ACCESS_KEY']),
      sessionToken: process.env['AWS_SESSION_TOKEN'],
    }),
  }),
});
