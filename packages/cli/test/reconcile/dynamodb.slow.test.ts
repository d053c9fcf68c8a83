import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { createDynamoDbStore } from '@meta-capi/aws/dynamodb';
import { type EventSink, onlyOnce, summarize } from '@meta-capi/core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsClientConfig, type Emulator, startEmulator } from '../../../aws/test/emulators.ts';
import { temporaryFile } from '../temporary-file.ts';
import { runCommand } from '../terminal.ts';

const tableName = 'meta-capi-sent';
const scope = '1234567890';
let emulator: Emulator;
let client: DynamoDB;
let env: Record<string, string>;

beforeAll(async () => {
  emulator = await startEmulator('dynalite');
  client = new DynamoDB({ ...awsClientConfig, endpoint: emulator.endpoint });
  await client.createTable({
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  env = {
    META_PIXEL_ID: scope,
    AWS_REGION: awsClientConfig.region,
    AWS_ACCESS_KEY_ID: awsClientConfig.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: awsClientConfig.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: emulator.endpoint,
  };
});

afterAll(() => {
  client.destroy();
  emulator.close();
});

function paid(id: string): object {
  return {
    id: `evt_${id}`,
    object: 'event',
    livemode: true,
    created: Math.floor(Date.now() / 1000) - 600,
    type: 'payment_intent.succeeded',
    data: {
      object: {
        id,
        object: 'payment_intent',
        status: 'succeeded',
        invoice: null,
        amount: 4999,
        amount_received: 4999,
        currency: 'eur',
        customer: 'cus_1',
        metadata: { meta_consent: 'granted' },
      },
    },
  };
}

const exported = (): string =>
  temporaryFile(
    'events.jsonl',
    ['pi_sent', 'pi_sending', 'pi_missing'].map((id) => `${JSON.stringify(paid(id))}\n`).join(''),
  );

/** Sends as an application does, so that onlyOnce itself writes the table. */
async function sendOnce(eventId: string, outcome: 'delivered' | 'hangs'): Promise<void> {
  const sink: EventSink = {
    sendEvents: ([event]) =>
      outcome === 'hangs'
        ? new Promise(() => undefined)
        : Promise.resolve(
            summarize([{ eventName: event?.eventName ?? '', eventId, outcome }], [], 1),
          ),
  };
  const store = createDynamoDbStore({ client, tableName });
  const event = { eventName: 'Purchase', eventId, eventTime: new Date() };
  const sending = onlyOnce(sink, store, { scope }).sendEvents([event], { timeoutMs: 20_000 });
  if (outcome === 'delivered') await sending;
}

async function countRows(): Promise<number> {
  const { Count = 0 } = await client.scan({ TableName: tableName });
  return Count;
}

describe('reconcile stripe --store dynamodb:', () => {
  test('finds the sale that the table does not remember as sent, and exits with 1', async () => {
    await sendOnce('pi_sent', 'delivered');
    // Its process was killed, so nobody knows whether Meta received it.
    await sendOnce('pi_sending', 'hangs');
    await expect.poll(() => countRows(), { timeout: 10_000 }).toBe(2);
    const args = ['reconcile', 'stripe', exported(), '--store', `dynamodb:${tableName}`, '--json'];
    const { exitCode, json } = await runCommand(args, env);
    expect(exitCode).toBe(1);
    expect(json()).toMatchObject({
      paid: 3,
      accepted: [{ eventId: 'pi_sent' }],
      missing: [
        { eventId: 'pi_sending', why: 'Not in the store.' },
        { eventId: 'pi_missing', why: 'Not in the store.' },
      ],
    });
  });

  test.each([
    ['a table that does not exist', 'dynamodb:another-table', 'ResourceNotFoundException'],
    ['a name that DynamoDB does not allow', 'dynamodb:a table', 'tableName: must be the name'],
  ])('names %s, and reports no sale as missing', async (_, store, text) => {
    const args = ['reconcile', 'stripe', exported(), '--store', store];
    const { exitCode, stdout, stderr } = await runCommand(args, env);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('--store');
    expect(stderr).toContain(text);
    expect(stdout).toBe('');
  });
});
