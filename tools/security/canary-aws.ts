import { createDynamoDbStore } from '@meta-capi/aws/dynamodb';
import * as sqs from '@meta-capi/aws/sqs';
import { createCapiClient } from '@meta-capi/core';
import { vi } from 'vitest';
import { FakeSqs } from '../../packages/aws/test/fake-sqs.ts';
import {
  type Case,
  config,
  event,
  everything,
  everythingElse,
  quoting,
  refusing,
  secrets,
} from './canary-values.ts';

const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/events';
const deadLetterQueueUrl = `${queueUrl}-dead`;
const queues = { queueUrl, deadLetterQueueUrl };
const capi = createCapiClient({ ...config, fetch: refusing(quoting) });

/** An SQS whose every call fails, with a text that quotes what must not be shown. */
const failingSqs: sqs.SqsReader = {
  sendMessageBatch: () => Promise.reject(new Error(quoting)),
  receiveMessage: () => Promise.reject(new Error(quoting)),
  deleteMessageBatch: () => Promise.reject(new Error(quoting)),
  changeMessageVisibilityBatch: () => Promise.reject(new Error(quoting)),
};

/** What a queue may hold that we did not write, and an event that Meta refuses. */
async function queueOfEverything(): Promise<FakeSqs> {
  const client = new FakeSqs();
  const sink = sqs.createSqsSink({ ...config, queueUrl, client });
  await sink.sendEvents([event]);
  const record = JSON.parse(client.messagesOf(queueUrl)[0]?.body ?? '') as { event: object };
  const bodies = [
    quoting,
    JSON.stringify(everything),
    JSON.stringify({ ...record, pixelId: secrets.token }),
    JSON.stringify({ ...record, event: { ...everything, ...event } }),
    JSON.stringify({ ...record, ...everything }),
  ];
  await client.sendMessageBatch({
    QueueUrl: queueUrl,
    Entries: bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
  });
  return client;
}

/** The cases of the entries of `@meta-capi/aws`. */
export const awsWriters: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  'aws/sqs': {
    createSqsSink: async () => {
      const client = new FakeSqs();
      const options = { ...everythingElse, ...config, queueUrl };
      const results = [
        await sqs.createSqsSink({ ...options, client }).sendEvents([{ ...everything, ...event }]),
        await sqs.createSqsSink({ ...options, client: failingSqs }).sendEvents([event]),
        await sqs
          .createSqsSink({ ...options, client: failingSqs, fallback: capi })
          .sendEvents([event]),
        await sqs
          .createSqsSink({ ...options, client, queueUrl: quoting, pixelId: secrets.token })
          .sendEvents([event]),
      ];
      return [...results, ...client.messagesOf(queueUrl)];
    },
    createSqsConsumer: async () => {
      const messages = (await queueOfEverything()).messagesOf(queueUrl);
      const Records = messages.map(({ id, body }) => ({
        messageId: id,
        receiptHandle: secrets.token,
        body,
        attributes: { ApproximateReceiveCount: '3' },
      }));
      const written: unknown[] = [];
      for (const client of [new FakeSqs(), failingSqs]) {
        for (const isStillAllowed of [undefined, () => Promise.reject(new Error(quoting))]) {
          const consume = sqs.createSqsConsumer(
            { '1234567890': capi },
            { ...queues, client, isStillAllowed, timeoutMs: 500 },
          );
          written.push(await consume({ Records }));
        }
      }
      return written;
    },
    runSqsConsumer: async () => {
      const stop = new AbortController();
      const consuming = sqs.runSqsConsumer(
        { '1234567890': capi },
        { ...queues, client: failingSqs, signal: stop.signal, concurrency: 1 },
      );
      setTimeout(() => stop.abort(), 50);
      await consuming;
      return 'It returns nothing.';
    },
    listDeadLetters: async () =>
      sqs.listDeadLetters({ client: await queueOfEverything(), deadLetterQueueUrl: queueUrl }),
    redriveDeadLetters: async () =>
      sqs.redriveDeadLetters({
        client: await queueOfEverything(),
        queueUrl: deadLetterQueueUrl,
        deadLetterQueueUrl: queueUrl,
      }),
    signedSqs: async () => {
      const urls: unknown[] = [];
      vi.stubGlobal('fetch', async (request: Request) => {
        urls.push(request.url, ...request.headers.values());
        return Response.json({ __type: 'com.amazonaws.sqs#AccessDenied', message: quoting });
      });
      const client = sqs.signedSqs({
        region: 'eu-west-1',
        credentials: () => ({ accessKeyId: 'AKIAMADEUP', secretAccessKey: secrets.token }),
      });
      const sent = await client.sendMessageBatch({ QueueUrl: queueUrl, Entries: [] });
      vi.stubGlobal('fetch', async () => Response.json({ message: quoting }, { status: 403 }));
      const refused = await client
        .sendMessageBatch({ QueueUrl: queueUrl, Entries: [] })
        .catch((error: unknown) => error);
      return [client, ...urls, Object.keys(sent), refused];
    },
  },
  'aws/dynamodb': {
    createDynamoDbStore: async () => {
      const written: unknown[] = [];
      const client = {
        putItem: async (input: unknown) => written.push(input),
        getItem: async (input: unknown) => {
          written.push(input);
          return {};
        },
        deleteItem: async (input: unknown) => written.push(input),
      };
      const store = createDynamoDbStore({ client, tableName: 'sent' });
      await store.add(quoting, '1', 1000);
      await store.set(quoting, '1', 1000);
      await store.get(quoting);
      await store.delete?.(quoting);
      return [store, ...written];
    },
  },
};
