import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

const folder = await mkdtemp(join(tmpdir(), 'redrive-'));
afterAll(() => rm(folder, { recursive: true }));

/** An `aws` with one queue, which it keeps in a file, that writes down what it was told. */
const aws = `#!/usr/bin/env node
const { readFileSync, writeFileSync, appendFileSync } = require('node:fs');
const { join } = require('node:path');
const queueFile = join(__dirname, 'queue.json');
const [service, command, ...rest] = process.argv.slice(2);
const option = (name) => rest[rest.indexOf('--' + name) + 1];
const queue = JSON.parse(readFileSync(queueFile, 'utf8'));
if (command === 'receive-message') {
  if (queue.length > 0) console.log(JSON.stringify({ Messages: queue.slice(0, 1) }));
} else if (command === 'delete-message') {
  writeFileSync(queueFile, JSON.stringify(queue.filter((one) => one.ReceiptHandle !== option('receipt-handle'))));
} else if (service === 'lambda' && command === 'invoke' && option('invocation-type') === 'Event') {
  const payload = readFileSync(option('payload').replace('file://', ''), 'utf8');
  appendFileSync(join(__dirname, 'invoked.jsonl'), option('function-name') + ' ' + payload + '\\n');
} else process.exit(2);
`;

test('redrive.sh invokes the function with the event of each message, and empties the queue', async () => {
  const event = { source: 'aws.partner/stripe.com/ed_1', detail: { id: 'evt_1', note: "it's €" } };
  const other = { source: 'aws.partner/stripe.com/ed_1', detail: { id: 'evt_2' } };
  const queue = [
    // Lambda's record of a failure, and EventBridge's own dead letter.
    { ReceiptHandle: 'r1', Body: JSON.stringify({ version: '1.0', requestPayload: event }) },
    { ReceiptHandle: 'r2', Body: JSON.stringify(other) },
  ];
  await writeFile(join(folder, 'queue.json'), JSON.stringify(queue));
  await writeFile(join(folder, 'aws'), aws);
  await chmod(join(folder, 'aws'), 0o755);
  const script = new URL('../redrive.sh', import.meta.url).pathname;
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
  await promisify(execFile)('sh', [script, 'the-function', 'https://sqs.example/queue'], { env });
  expect(await readFile(join(folder, 'queue.json'), 'utf8')).toBe('[]');
  const invoked = (await readFile(join(folder, 'invoked.jsonl'), 'utf8')).trim().split('\n');
  expect(invoked.map((line) => JSON.parse(line.replace('the-function ', '')) as unknown)).toEqual([
    event,
    other,
  ]);
});
