import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDynamoDbStore } from '../src/dynamodb/dynamodb-store.ts';
import { awsClientConfig, type Emulator, startEmulator } from './emulators.ts';

const TableName = 'meta-capi-sent';
let emulator: Emulator;
let client: DynamoDB;

beforeAll(async () => {
  emulator = await startEmulator('dynalite');
  client = new DynamoDB({ ...awsClientConfig, endpoint: emulator.endpoint });
  await client.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
});

afterAll(() => {
  client.destroy();
  emulator.close();
});

describe('createDynamoDbStore', () => {
  test('exactly one of 50 concurrent calls succeeds, for a new key and for an expired item', async () => {
    const store = createDynamoDbStore({ client, tableName: TableName });
    for (let round = 0; round < 10; round += 1) {
      const key = `pixel:Purchase:order_${round}`;
      // DynamoDB deletes expired items late, and the emulator never deletes them.
      if (round % 2 === 1) await store.set(key, 'sent', -5000);
      const added = await Promise.all(
        Array.from({ length: 50 }, () => store.add(key, 'sending', 60_000)),
      );
      expect(added.filter(Boolean)).toHaveLength(1);
    }
  });

  test('adds, returns, replaces and deletes values, and does not return expired ones', async () => {
    const store = createDynamoDbStore({ client, tableName: TableName });
    expect(await store.get('a')).toBeUndefined();
    expect(await store.add('a', 'sending', 60_000)).toBe(true);
    expect(await store.get('a')).toBe('sending');
    await store.set('a', 'sent', 60_000);
    expect(await store.get('a')).toBe('sent');
    expect(await store.add('a', 'sending', 60_000)).toBe(false);
    await store.delete('a');
    expect(await store.get('a')).toBeUndefined();
    await store.set('b', 'sent', -5000);
    expect(await store.get('b')).toBeUndefined();
  });

  test('stores only a hashed key, a value and an expiry', async () => {
    const store = createDynamoDbStore({ client, tableName: TableName });
    await store.set('pixel:Lead:kim@example.com', 'sent', 60_000);
    const { Items = [] } = await client.scan({ TableName });
    expect(JSON.stringify(Items)).not.toContain('kim');
    expect(Items.every((item) => Object.keys(item).sort().join() === 'expires,pk,value')).toBe(
      true,
    );
  });

  test('rejects if the table does not exist, so that onlyOnce sends the event', async () => {
    const store = createDynamoDbStore({ client, tableName: 'missing' });
    await expect(Promise.resolve(store.add('a', 'sending', 1))).rejects.toThrow('not found');
  });
});
