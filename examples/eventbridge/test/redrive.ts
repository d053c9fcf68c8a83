import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * An `aws` with one queue, which it keeps in a file, that records what it was told. A short poll asks
 * only some of a queue's servers: it may return nothing, and here always does.
 */
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
const aws = `#!/usr/bin/env node
const { readFileSync, writeFileSync, appendFileSync } = require('node:fs');
const { join } = require('node:path');
const queueFile = join(__dirname, 'queue.json');
const [service, command, ...rest] = process.argv.slice(2);
const option = (name) => rest[rest.indexOf('--' + name) + 1];
const queue = JSON.parse(readFileSync(queueFile, 'utf8'));
if (command === 'receive-message') {
  const isLong = rest.includes('--wait-time-seconds') && Number(option('wait-time-seconds')) > 0;
  if (isLong && queue.length > 0) console.log(JSON.stringify({ Messages: queue.slice(0, 1) }));
} else if (command === 'delete-message') {
  writeFileSync(queueFile, JSON.stringify(queue.filter((one) => one.ReceiptHandle !== option('receipt-handle'))));
} else if (service === 'lambda' && command === 'invoke' && option('invocation-type') === 'Event') {
  const payload = readFileSync(option('payload').replace('file://', ''), 'utf8');
  appendFileSync(join(__dirname, 'invoked.jsonl'), option('function-name') + ' ' + payload + '\\n');
} else process.exit(2);
`;

/**
 * Runs redrive.sh over a queue with these messages.
 *
 * @returns the payloads with which it invoked the function
 * @throws where it fails, or leaves a message in the queue
 */
export async function redrive(messages: readonly string[]): Promise<unknown[]> {
  const folder = await mkdtemp(join(tmpdir(), 'redrive-'));
  try {
    const queue = messages.map((Body, at) => ({ ReceiptHandle: `r${at}`, Body }));
    await writeFile(join(folder, 'queue.json'), JSON.stringify(queue));
    await writeFile(join(folder, 'aws'), aws);
    await chmod(join(folder, 'aws'), 0o755);
    const script = new URL('../redrive.sh', import.meta.url).pathname;
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
    await promisify(execFile)('sh', [script, 'the-function', 'https://sqs.example/queue'], { env });
    const left = await readFile(join(folder, 'queue.json'), 'utf8');
    if (left !== '[]') throw new Error(`redrive.sh left messages in the queue: ${left}`);
    const invoked = (await readFile(join(folder, 'invoked.jsonl'), 'utf8')).trim().split('\n');
    return invoked.map((line) => JSON.parse(line.replace(/^the-function /, '')) as unknown);
  } finally {
    await rm(folder, { recursive: true });
  }
}
