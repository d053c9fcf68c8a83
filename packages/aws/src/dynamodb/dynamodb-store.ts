import type { OnceStore } from '@meta-capi/core';
import { hashId } from '@meta-capi/core/event-id';

/** The methods that the store calls. `new DynamoDB({})` of `@aws-sdk/client-dynamodb` has them. */
export interface DynamoDbClient {
  putItem(input: {
    TableName: string;
    Item: Item;
    ConditionExpression?: string;
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Item;
  }): Promise<unknown>;
  getItem(input: { TableName: string; Key: Item; ConsistentRead: boolean }): Promise<{
    Item?: Readonly<Record<string, { S?: string | undefined; N?: string | undefined }>> | undefined;
  }>;
  deleteItem(input: { TableName: string; Key: Item }): Promise<unknown>;
}

type Item = Record<string, { S: string } | { N: string }>;

export interface DynamoDbStoreOptions {
  client: DynamoDbClient;
  /** A table with the string partition key `pk`, and `expires` as its TTL attribute. */
  tableName: string;
}

/** A store for `onlyOnce`, with `add`. */
export type DynamoDbStore = OnceStore & { add: NonNullable<OnceStore['add']> };

/**
 * A store for `onlyOnce` that all processes and Lambda functions share. `add` is one conditional put,
 * so exactly one of several concurrent calls succeeds. Keys are stored as hashes. The table contains no
 * event and no personal data.
 *
 * Every method rejects if DynamoDB fails. `onlyOnce` then sends the event, because a double count is
 * better than a loss. If an option is wrong, one warning is written and every method rejects.
 *
 * @example
 * const store = createDynamoDbStore({ client: new DynamoDB({}), tableName: 'meta-capi-sent' });
 * const sink = onlyOnce(capi, store, { scope: process.env.META_PIXEL_ID });
 */
export function createDynamoDbStore(options: DynamoDbStoreOptions): DynamoDbStore {
  const problem = problemOf(options);
  if (problem !== undefined) {
    console.warn(`meta-capi: sent events are not remembered. ${problem}`);
    const fail = (): Promise<never> => Promise.reject(new TypeError(problem));
    return { add: fail, delete: fail, get: fail, set: fail };
  }
  const { client, tableName: TableName } = options;
  return {
    async get(key) {
      const { Item } = await client.getItem({
        TableName,
        Key: { pk: { S: hashId(key) } },
        ConsistentRead: true,
      });
      return Item !== undefined && !isExpired(Item['expires']?.N) ? Item['value']?.S : undefined;
    },
    async set(key, value, ttl) {
      await client.putItem({ TableName, Item: itemOf(key, value, ttl) });
    },
    async delete(key) {
      await client.deleteItem({ TableName, Key: { pk: { S: hashId(key) } } });
    },
    async add(key, value, ttl) {
      try {
        await client.putItem({
          TableName,
          Item: itemOf(key, value, ttl),
          // DynamoDB may delete expired items days late.
          // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
          ConditionExpression: 'attribute_not_exists(pk) OR #expires < :now',
          ExpressionAttributeNames: { '#expires': 'expires' },
          ExpressionAttributeValues: { ':now': { N: String(Math.floor(Date.now() / 1000)) } },
        });
        return true;
      } catch (error) {
        if (Object(error).name === 'ConditionalCheckFailedException') return false;
        throw error;
      }
    },
  };
}

function problemOf(options: DynamoDbStoreOptions): string | undefined {
  const { client, tableName } = Object(options) as Partial<DynamoDbStoreOptions>;
  if (methods.some((method) => typeof client?.[method] !== 'function'))
    return 'client: must be `new DynamoDB({})` of @aws-sdk/client-dynamodb, not DynamoDBClient.';
  // A name, or the ARN of a table of another account.
  // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
  return /^(?:[\w.-]{3,255}|arn:aws[\w-]*:dynamodb:\S+)$/.test(tableName ?? '')
    ? undefined
    : 'tableName: must be the name of a DynamoDB table.';
}

const methods: readonly (keyof DynamoDbClient)[] = ['deleteItem', 'getItem', 'putItem'];

function itemOf(key: string, value: string, ttl: number): Item {
  return {
    pk: { S: hashId(key) },
    value: { S: value },
    // DynamoDB's TTL is in Unix seconds. Rounded up, so that no event is forgotten early.
    expires: { N: String(Math.ceil((Date.now() + ttl) / 1000)) },
  };
}

function isExpired(expires: string | undefined): boolean {
  return Number(expires) < Math.floor(Date.now() / 1000);
}
