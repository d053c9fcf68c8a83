// The Lambda runtime contains the AWS SDK, so the zip does not contain it.
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQS } from '@aws-sdk/client-sqs';
import { createDynamoDbStore } from '@meta-capi/aws/dynamodb';
import { createSqsConsumer } from '@meta-capi/aws/sqs';
import { parameterStoreToken } from '@meta-capi/cognito-trigger';
import { configFromEnv, createCapiClient } from '@meta-capi/core';

const { env } = process;
const config = configFromEnv(env);
const tokenParameter = env['META_CAPI_ACCESS_TOKEN_PARAMETER'];
const tableName = env['META_CAPI_SENT_EVENTS_TABLE'];

const capi = createCapiClient({
  ...config,
  ...(tokenParameter ? { accessToken: parameterStoreToken(tokenParameter) } : {}),
});

export const handler = createSqsConsumer(
  { [String(config.pixelId)]: capi },
  {
    client: new SQS({}),
    queueUrl: String(env['META_CAPI_QUEUE_URL']),
    deadLetterQueueUrl: String(env['META_CAPI_DEAD_LETTER_QUEUE_URL']),
    store: tableName ? createDynamoDbStore({ client: new DynamoDB({}), tableName }) : undefined,
  },
);
