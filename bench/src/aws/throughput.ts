// npx tsx --conditions=@meta-capi/source --expose-gc bench/src/aws/throughput.ts
// CPU that the consumer needs for each event: batches of 100 and 1000 messages, and one event for
// each request. Meta is a separate process on loopback with TLS; SQS only counts.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createSqsConsumer, type SqsReader } from '../../../packages/aws/src/sqs/index.ts';
import { writeRecord } from '../../../packages/aws/src/sqs/record.ts';
import { createCapiClient, prepareEvent } from '../../../packages/core/src/index.ts';
import { median } from '../median.ts';

const pixelId = '1234567890';
const events = Number(process.env['EVENTS'] ?? 20_000);
const rounds = Number(process.env['ROUNDS'] ?? 3);
// The certificate of the server is known to nobody else.
const authority = fileURLToPath(
  new URL('../../../packages/core/test/http/certificates/authority.pem', import.meta.url),
);
if (process.env['NODE_EXTRA_CA_CERTS'] !== authority) {
  const child = fork(fileURLToPath(import.meta.url), {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: authority },
  });
  const [code] = await once(child, 'exit');
  process.exit(Number(code));
}

const server = fork(new URL('../graph-server.ts', import.meta.url), {
  execArgv: ['--import', 'tsx'],
});
const [{ port }] = await once(server, 'message');
const capi = createCapiClient({
  pixelId,
  accessToken: 'EAAmadeupmadeupmadeup',
  whenConsentUnknown: 'send',
  baseUrl: `https://127.0.0.1:${port}`,
});
const unused = (): Promise<never> => Promise.reject(new Error('Every event is delivered.'));
const client: SqsReader = {
  sendMessageBatch: unused,
  receiveMessage: unused,
  deleteMessageBatch: unused,
  changeMessageVisibilityBatch: unused,
};
const handler = createSqsConsumer(
  { [pixelId]: capi },
  {
    client,
    queueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/unused',
    deadLetterQueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/unused-too',
    reporter: () => undefined,
  },
);

const rows: Record<string, Record<string, number>> = {};
const results = new Map<number, number[]>();
for (let round = 0; round <= rounds; round += 1) {
  for (const batchSize of [1, 100, 1000]) {
    // One event for each request is slow; fewer say the same.
    const count = batchSize === 1 ? events / 10 : events;
    const perSecond = await run(batchSize, count);
    // The first round warms up.
    if (round > 0) results.set(batchSize, [...(results.get(batchSize) ?? []), perSecond]);
  }
}
const single = median(results.get(1) ?? []);
for (const [batchSize, all] of results) {
  const perSecond = median(all);
  rows[`${batchSize} messages in a batch`] = {
    'events/s of one core': Math.round(perSecond),
    '× one event per request': Number((perSecond / single).toFixed(1)),
  };
}
console.table(rows);
server.disconnect();

async function run(batchSize: number, count: number): Promise<number> {
  const batches = Array.from({ length: count / batchSize }, (_, n) => ({
    Records: Array.from({ length: batchSize }, (__, at) => message(n * batchSize + at)),
  }));
  const before = process.cpuUsage();
  for (const batch of batches) {
    const { batchItemFailures } = await handler(batch);
    if (batchItemFailures.length > 0) throw new Error('Events were not delivered.');
  }
  const { user, system } = process.cpuUsage(before);
  return count / ((user + system) / 1e6);
}

function message(n: number) {
  const preparation = prepareEvent(
    {
      eventName: 'Purchase',
      eventId: `order-${n}`,
      eventTime: new Date(),
      userData: { email: `user${n}@example.com`, phone: '+30 691 234 5678', firstName: 'Kim' },
      visitor: { consent: 'granted', fbp: 'fb.1.1596403881668.1116446470' },
      customData: { value: 12.5, currency: 'EUR' },
    },
    { whenConsentUnknown: 'send' },
  );
  if (!preparation.ok) throw new Error(preparation.reason);
  return {
    messageId: `m-${n}`,
    receiptHandle: `r-${n}`,
    body: writeRecord({ v: 1, pixelId, event: preparation.event }),
    attributes: { ApproximateReceiveCount: '1' },
  };
}
