import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createQueues, startEmulator } from '../emulators.ts';
import { startUnreliableGraph } from './graph.ts';

export interface DurabilityRun {
  /** Events that the sink reported as queued or delivered. */
  accepted: number;
  /** Accepted events that the sandbox did not count. Must be 0. */
  lost: number;
  /** Events that the sandbox counted more than once. Must be 0. */
  countedTwice: number;
  /** The most copies of one event that Meta received. */
  mostCopies: number;
  /** Events of which more than one copy was received. */
  copied: number;
  /** Requests that were received and whose sender cannot know it. */
  ambiguousRequests: number;
  producerKills: number;
  consumerKills: number;
  /** Files, messages and lines that hold a made-up identity or the token. Must be 0. */
  leaks: number;
  seconds: number;
}

const token = 'EAAcanarytokencanarytoken';

/**
 * Queues `count` events while producer and consumer are killed at random moments, messages become
 * visible during a send, and Meta fails, stalls and is down for a while.
 */
export async function runDurability(count: number): Promise<DurabilityRun> {
  const startedAt = performance.now();
  const emulator = await startEmulator('fauxqs');
  const graph = await startUnreliableGraph(0.07);
  // Two seconds are less than a stalled request takes: its messages are handed out once more.
  const queues = await createQueues(emulator.endpoint, 'durability', { VisibilityTimeout: '2' });
  const { client, queueUrl, deadLetterQueueUrl } = queues;
  const accepted = new Set<string>();
  let output = '';
  let producerKills = 0;
  let consumerKills = 0;
  let isDone = false;

  async function produce(): Promise<void> {
    const perProducer = Math.max(100, Math.ceil(count / 10));
    for (let n = 0; accepted.size < count; n += 1) {
      const child = start('producer.ts', [
        emulator.endpoint,
        queueUrl,
        graph.url,
        `order-${n}`,
        String(perProducer),
      ]);
      if (child.stdout !== null) {
        createInterface({ input: child.stdout }).on('line', (id) => void accepted.add(id));
      }
      child.stderr?.on('data', (chunk) => {
        output += String(chunk);
      });
      // Every second producer lives to its end.
      if (n % 2 === 0) {
        void killAfter(child, 800 + Math.random() * perProducer);
      }
      await ended(child);
    }
  }

  async function killAfter(child: ChildProcess, ms: number): Promise<void> {
    await sleep(ms);
    if (child.exitCode === null && child.kill('SIGKILL')) producerKills += 1;
  }

  async function consume(): Promise<void> {
    for (;;) {
      if (isDone) return;
      const child = start('consumer.ts', [
        emulator.endpoint,
        queueUrl,
        deadLetterQueueUrl,
        graph.url,
      ]);
      child.stderr?.on('data', (chunk) => {
        output += String(chunk);
      });
      await Promise.race([sleep(3000 + Math.random() * 5000), ended(child), until(() => isDone)]);
      if (child.exitCode === null && child.kill('SIGKILL') && !isDone) consumerKills += 1;
      await ended(child);
    }
  }

  const consuming = consume();
  const outage = takeDown(graph);
  await produce();
  await outage;
  // Backoff and pauses take their time; an empty queue alone proves nothing, the ids do.
  const missing = (): string[] => {
    const counted = new Set(graph.counted());
    return [...accepted].filter((id) => !counted.has(id));
  };
  const deadline = performance.now() + 240_000;
  while (missing().length > 0 && performance.now() < deadline) await sleep(500);
  isDone = true;
  await consuming;

  const stored = await allMessages(client, [queueUrl, deadLetterQueueUrl]);
  const counted = graph.counted();
  const copies = [...graph.copies.values()];
  const result: DurabilityRun = {
    accepted: accepted.size,
    lost: missing().length,
    countedTwice: counted.length - new Set(counted).size,
    mostCopies: Math.max(...copies),
    copied: copies.filter((received) => received > 1).length,
    ambiguousRequests: graph.ambiguousRequests(),
    producerKills,
    consumerKills,
    leaks: [output, ...stored].filter((text) => /example\.com|691 ?234|EAAcanary/.test(text))
      .length,
    seconds: Math.round((performance.now() - startedAt) / 1000),
  };
  graph.close();
  client.destroy();
  emulator.close();
  return result;
}

/** Three seconds without Meta, in the middle of the run. */
async function takeDown(graph: { isDown: boolean }): Promise<void> {
  await sleep(4000);
  graph.isDown = true;
  await sleep(3000);
  graph.isDown = false;
}

function start(script: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const options = ['--conditions=@meta-capi/source', '--import', import.meta.resolve('tsx')];
  return spawn(process.execPath, [...options, path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CANARY_TOKEN: token },
  });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('close', () => resolve());
  });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(100);
}

async function allMessages(
  client: Awaited<ReturnType<typeof createQueues>>['client'],
  queueUrls: readonly string[],
): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (const QueueUrl of queueUrls) {
    for (;;) {
      const { Messages = [] } = await client.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
      if (Messages.length === 0) break;
      bodies.push(...Messages.map(({ Body = '' }) => Body));
      if (bodies.length > 1000) return bodies;
    }
  }
  return bodies;
}
