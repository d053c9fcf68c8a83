import { setTimeout as sleep } from 'node:timers/promises';
import { findCanary } from '../canaries.ts';
import { createQueues, startEmulator } from '../emulators.ts';
import { createEvidence, type Evidence } from './evidence.ts';
import { startUnreliableGraph, type UnreliableGraph } from './graph.ts';
import { createProcesses, type Processes, until } from './processes.ts';

export interface DurabilityRun {
  /** Events that the sink reported as queued or delivered. */
  accepted: number;
  /** Accepted events that the sandbox did not count. Must be 0. */
  lost: number;
  /** Events that the sandbox counted more than once. Must be 0. */
  countedTwice: number;
  /** Events with more copies than 1 + ambiguous outcomes + extra deliveries of the queue. Must be 0. */
  overBound: number;
  /** Events of which Meta received more than one copy. */
  copied: number;
  mostCopies: number;
  /** Requests that Meta received, but whose senders received no usable answer. */
  ambiguousRequests: number;
  /** Messages that were deleted after their visibility timeout. */
  expiredLeases: number;
  duplicateDeliveries: number;
  producerKills: number;
  consumerKills: number;
  /** Messages and log lines that contain a raw personal value or the token. Must be 0. */
  leaks: number;
  seconds: number;
}

/** Shorter than a stalled request, so that its messages are delivered again during the send. */
const visibilitySeconds = 2;
const failureRate = 0.07;

/**
 * Queues `count` events. Meanwhile the producer and the consumer are killed at random times, the queue
 * delivers messages more than once, and Meta fails, stalls and is down for some time.
 */
export async function runDurability(count: number): Promise<DurabilityRun> {
  const startedAt = performance.now();
  const emulator = await startEmulator('fauxqs');
  const graph = await startUnreliableGraph(failureRate);
  const { client, queueUrl, deadLetterQueueUrl } = await createQueues(
    emulator.endpoint,
    'durability',
    { VisibilityTimeout: String(visibilitySeconds) },
  );
  const evidence = createEvidence();
  const processes = createProcesses(evidence);
  const producerArgs = [emulator.endpoint, queueUrl, graph.url];
  const consumerArgs = [
    emulator.endpoint,
    queueUrl,
    deadLetterQueueUrl,
    graph.url,
    String(visibilitySeconds * 1000),
  ];
  const stop = { isDone: false };
  try {
    const consuming = consume(processes, consumerArgs, stop);
    const outage = takeDown(graph, Math.max(3, count / 5000));
    const producerKills = await produce(processes, evidence, producerArgs, count);
    await outage;
    // Backoff and pauses take time. The counted ids are the proof; an empty queue proves nothing.
    const counted = new Set<string>();
    const isComplete = (): boolean => {
      for (const id of graph.counted().slice(counted.size)) counted.add(id);
      return [...evidence.idsOf('accepted')].every((id) => counted.has(id));
    };
    await until(isComplete, 300_000);
    stop.isDone = true;
    const consumerKills = await consuming;
    const left = await allMessages(client, [queueUrl, deadLetterQueueUrl]);
    return {
      ...resultOf(graph, evidence),
      producerKills,
      consumerKills,
      leaks:
        processes.leaks.length +
        evidence.idsOf('leak').size +
        left.filter((body) => findCanary(body) !== undefined).length,
      seconds: Math.round((performance.now() - startedAt) / 1000),
    };
  } finally {
    stop.isDone = true;
    graph.close();
    client.destroy();
    emulator.close();
  }
}

function resultOf(
  graph: UnreliableGraph,
  evidence: Evidence,
): Omit<DurabilityRun, 'consumerKills' | 'leaks' | 'producerKills' | 'seconds'> {
  const accepted = evidence.idsOf('accepted');
  const counted = graph.counted();
  const distinct = new Set(counted);
  const copies = [...graph.copies];
  const sum = (kind: 'duplicated' | 'late'): number =>
    [...evidence.idsOf(kind)].reduce((total, id) => total + evidence.countOf(kind, id), 0);
  const bound = (id: string): number => {
    // The client may have stopped waiting before Meta's answer arrived.
    const unanswered = Math.max(graph.unanswered.get(id) ?? 0, evidence.countOf('ambiguous', id));
    const uncertain =
      unanswered +
      evidence.killsOf(id) +
      evidence.countOf('late', id) +
      evidence.countOf('unknownStore', id);
    return 1 + uncertain + evidence.countOf('duplicated', id);
  };
  const over = copies.filter(([id, received]) => received > bound(id));
  for (const [id, received] of over) {
    const facts = { id, copies: received, bound: bound(id), killed: evidence.killsOf(id) };
    const unanswered = graph.unanswered.get(id) ?? 0;
    const counts = (
      ['received', 'ambiguous', 'done', 'late', 'returned', 'duplicated'] as const
    ).map((kind) => [kind, evidence.countOf(kind, id)]);
    console.error(JSON.stringify({ ...facts, unanswered, ...Object.fromEntries(counts) }));
  }
  return {
    accepted: accepted.size,
    lost: [...accepted].filter((id) => !distinct.has(id)).length,
    countedTwice: counted.length - distinct.size,
    overBound: over.length,
    copied: copies.filter(([, received]) => received > 1).length,
    mostCopies: Math.max(...copies.map(([, received]) => received)),
    ambiguousRequests: graph.ambiguousRequests(),
    expiredLeases: sum('late'),
    duplicateDeliveries: sum('duplicated'),
  };
}

/** Starts producers until enough events are accepted. Kills every second one. Returns the number of kills. */
async function produce(
  processes: Processes,
  evidence: Evidence,
  args: readonly string[],
  count: number,
): Promise<number> {
  const perProducer = Math.max(100, Math.ceil(count / 10));
  let kills = 0;
  for (let n = 0; evidence.idsOf('accepted').size < count; n += 1) {
    const child = processes.start('producer.ts', [...args, `order-${n}`, String(perProducer)]);
    const lifetime = n % 2 === 0 ? 800 + Math.random() * perProducer : Number.POSITIVE_INFINITY;
    const isOld = sleep(Math.min(lifetime, 600_000), undefined, { ref: false });
    await Promise.race([isOld, processes.ended(child)]);
    if (await processes.kill(child)) kills += 1;
  }
  return kills;
}

/** Keeps one consumer running, and kills it every few seconds. Returns the number of kills. */
async function consume(
  processes: Processes,
  args: readonly string[],
  stop: { readonly isDone: boolean },
): Promise<number> {
  let kills = 0;
  while (!stop.isDone) {
    const child = processes.start('consumer.ts', args);
    await until(() => stop.isDone || child.exitCode !== null, 3000 + Math.random() * 5000);
    const isEnd = stop.isDone;
    if ((await processes.kill(child)) && !isEnd) kills += 1;
  }
  return kills;
}

/** Simulates an outage of Meta in the middle of the run. */
async function takeDown(graph: { isDown: boolean }, seconds: number): Promise<void> {
  await sleep(4000);
  graph.isDown = true;
  await sleep(seconds * 1000);
  graph.isDown = false;
}

async function allMessages(
  client: Awaited<ReturnType<typeof createQueues>>['client'],
  queueUrls: readonly string[],
): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (const QueueUrl of queueUrls) {
    while (bodies.length < 1000) {
      const { Messages = [] } = await client.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
      if (Messages.length === 0) break;
      bodies.push(...Messages.map(({ Body = '' }) => Body));
    }
  }
  return bodies;
}
