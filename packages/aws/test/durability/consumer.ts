// Consumes the queue until it is killed, and reports the messages that it received and deleted.

import { writeSync } from 'node:fs';
import { SQS } from '@aws-sdk/client-sqs';
import { type CapiClient, createCapiClient } from '@meta-capi/core';
import { readRecord } from '../../src/sqs/record.ts';
import { runSqsConsumer } from '../../src/sqs/run-sqs-consumer.ts';
import type { SqsReader } from '../../src/sqs/sqs-client.ts';
import { canaryToken, findCanary } from '../canaries.ts';
import { awsClientConfig } from '../emulators.ts';
import { pixelId } from '../events.ts';
import { type Kind, toLine } from './evidence.ts';

const [endpoint = '', queueUrl = '', deadLetterQueueUrl = '', graphUrl = '', visibilityMs = '0'] =
  process.argv.slice(2);
/** The share of messages that the queue delivers again. */
const duplicates = 0.01;

function report(kind: Kind, ids: readonly string[]): void {
  if (ids.length > 0) writeSync(1, toLine(kind, ids));
}

/** Adds at-least-once delivery, as AWS documents it: the queue may deliver a message more than once. */
function atLeastOnce(sqs: SQS): SqsReader {
  const leases = new Map<string, { id: string; endsAt: number }>();
  return {
    async receiveMessage(input, options) {
      const askedAt = performance.now();
      const output = await sqs.receiveMessage(input, options);
      const { Messages = [] } = output;
      const ids = Messages.map(({ Body = '' }) => idOf(Body));
      report('received', ids);
      Messages.forEach(({ ReceiptHandle = '' }, at) => {
        leases.set(ReceiptHandle, { id: ids[at] ?? '', endsAt: askedAt + Number(visibilityMs) });
      });
      report(
        'leak',
        Messages.flatMap(({ Body = '' }, at) => (findCanary(Body) ? (ids[at] ?? []) : [])),
      );
      const again = Messages.filter(() => Math.random() < duplicates);
      for (const { Body = '' } of again) {
        report('duplicated', [idOf(Body)]);
        await sqs.sendMessage({ QueueUrl: queueUrl, MessageBody: Body });
      }
      return output;
    },
    async deleteMessageBatch(input, options) {
      const output = await sqs.deleteMessageBatch(input, options);
      const now = performance.now();
      const deleted = input.Entries.flatMap(({ ReceiptHandle }) => leases.get(ReceiptHandle) ?? []);
      report(
        'done',
        deleted.flatMap(({ id, endsAt }) => (now < endsAt ? [id] : [])),
      );
      report(
        'late',
        deleted.flatMap(({ id, endsAt }) => (now < endsAt ? [] : [id])),
      );
      return output;
    },
    sendMessageBatch: (input, options) => sqs.sendMessageBatch(input, options),
    changeMessageVisibilityBatch(input, options) {
      report(
        'returned',
        input.Entries.flatMap(({ ReceiptHandle }) => leases.get(ReceiptHandle)?.id ?? []),
      );
      return sqs.changeMessageVisibilityBatch(input, options);
    },
  };
}

function idOf(body: string): string {
  const reading = readRecord(body);
  return reading.ok ? reading.record.event.wire.event_id : '';
}

const capi = createCapiClient({
  pixelId,
  accessToken: canaryToken,
  whenConsentUnknown: 'drop',
  baseUrl: graphUrl,
});
const reporting: Pick<CapiClient, 'deliver'> = {
  async deliver(events, options) {
    const result = await capi.deliver(events, options);
    const ambiguous = result.outcomes.filter(({ outcome }) => outcome === 'ambiguous');
    report(
      'ambiguous',
      ambiguous.map(({ eventId }) => eventId),
    );
    return result;
  },
};
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());
await runSqsConsumer(
  { [pixelId]: reporting },
  {
    client: atLeastOnce(new SQS({ ...awsClientConfig, endpoint })),
    queueUrl,
    deadLetterQueueUrl,
    timeoutMs: 4000,
    signal: stop.signal,
    reporter: (line) => console.error(JSON.stringify(line)),
  },
);
