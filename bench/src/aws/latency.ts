// npx tsx --conditions=@meta-capi/source bench/src/aws/latency.ts [queue]
// How long a Cognito sign-up waits for the trigger: stored in a queue that answers in 10 ms, and
// sent directly, with Meta up, stalled, and without a name server. Warm invocations of the packed
// functions; the first one is not counted.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { slow, stalled, startGraph } from '../../../examples/lambda/test/graphs.ts';
import { type Lambda, startLambda } from '../../../examples/lambda/test/lambda.ts';
import { startDeadNameServer } from '../../../examples/lambda/test/name-server.ts';
import { registration } from '../../../examples/lambda/test/registration.ts';
import { unpackedZip } from '../../../examples/lambda/test/unpacked.ts';
import { startFunction } from '../../../examples/sqs/test/functions.ts';

const rounds = Number(process.env['ROUNDS'] ?? 500);
/** A direct send without an answer takes two seconds. */
const slowRounds = Math.min(rounds, 20);

const isQueueOnly = process.argv.includes('queue');
const sqs = await startSqs(10);
const directFile = join(await unpackedZip(), 'index.js');
const rows: Record<string, Record<string, number>> = {};
const slowly = slow(100);
for (const [name, behaviour] of [
  ['up (100 ms)', slowly],
  ['stalled', stalled],
  ['no name server', undefined],
] as const) {
  const names = behaviour === undefined ? await startDeadNameServer() : undefined;
  const graph = behaviour === undefined ? undefined : await startGraph(behaviour);
  const command = [...(names?.command ?? []), process.execPath];
  const env = graph === undefined ? {} : { META_CAPI_BASE_URL: graph.url };
  const queued = await startFunction('cognito', { ...sqs.env, ...env }, command);
  rows[`queue, Meta ${name}`] = await measure(queued, rounds);
  if (!isQueueOnly) {
    const direct = await startLambda({
      file: directFile,
      command,
      env: {
        META_PIXEL_ID: '1234567890',
        META_CONSENT_UNKNOWN: 'send',
        META_CAPI_ACCESS_TOKEN: 'EAAmadeupmadeupmadeup',
        ...env,
      },
    });
    const isSlow = behaviour !== slowly;
    rows[`direct, Meta ${name}`] = await measure(direct, isSlow ? slowRounds : rounds);
    direct.close();
  }
  queued.close();
  graph?.close();
  names?.close();
}
sqs.close();
console.table(rows);

async function measure(fn: Lambda, count: number): Promise<Record<string, number>> {
  const times: number[] = [];
  for (let round = 0; round <= count; round += 1) {
    const { kind, ms } = await fn.invoke(registration(`user-${round}`));
    if (kind !== 'response') throw new Error(`The function ended with ${kind}.`);
    if (round > 0) times.push(ms);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number =>
    Number((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0).toFixed(1));
  return { 'p50 ms': at(0.5), 'p99 ms': at(0.99), sent: count };
}

/** An SQS that answers every batch after some milliseconds. */
async function startSqs(ms: number): Promise<{ env: Record<string, string>; close: () => void }> {
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      await sleep(ms);
      const { Entries } = JSON.parse(body) as { Entries: { Id: string }[] };
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ Successful: Entries.map(({ Id }) => ({ Id })) }));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    env: {
      META_CAPI_QUEUE_URL: `${endpoint}/123456789012/events`,
      AWS_ENDPOINT_URL_SQS: endpoint,
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
