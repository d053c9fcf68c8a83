import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { createDynamoDbStore } from '@meta-capi/aws/dynamodb';
import { configFromEnv, createCapiClient, onlyOnce } from '@meta-capi/core';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

// A table with the string key `pk`, TTL on `expires`, and on-demand billing.
const store = createDynamoDbStore({ client: new DynamoDB({}), tableName: 'meta-capi-sent' });

export const sink = onlyOnce(capi, store, { scope: String(process.env['META_PIXEL_ID']) });
