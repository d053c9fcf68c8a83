import { createBreaker } from '../../src/sqs/breaker.ts';
import { backoffSeconds } from '../../src/sqs/decide.ts';
import { assumptions } from './assumptions.ts';
import { createRandom, poisson, type Random } from './random.ts';

export type Mode = 'direct' | 'direct + onlyOnce' | 'SQS' | 'SQS + onlyOnce';

/** The result for one hour in one mode at one rate. */
export interface Simulated {
  events: number;
  /** Events that Meta has not received two hours later. */
  lost: number;
  /** Events that Meta received more than once. */
  copied: number;
  graphRequests: number;
  sqsRequests: number;
  /** The sum for all functions, in milliseconds. */
  lambdaMs: number;
  lambdaRequests: number;
  dynamoDbWrites: number;
  dynamoDbReads: number;
  /** The maximum number of concurrent invocations; in the SQS modes, those of the consumer. */
  concurrency: number;
  /** The maximum number of messages in flight at one time. The limit is 120,000. */
  mostInFlight: number;
  /** Seconds in which the queue did not return all visible messages, because too many were in flight. */
  fullSeconds: number;
  /** Seconds from the conversion until Meta received the slowest event. */
  longestWaitSeconds: number;
}

/** Simulates one hour with events, and then up to two hours in which the queue drains. */
export function simulate(mode: Mode, eventsPerHour: number, seed = 1): Simulated {
  const random = createRandom(seed);
  return mode.startsWith('SQS')
    ? simulateQueue(mode, eventsPerHour, random)
    : simulateDirect(mode, eventsPerHour, random);
}

const { dynamoDb, eventSource, graph, lambda, sqs } = assumptions;
const hourSeconds = 3600;

function isDown(second: number): boolean {
  const minute = second / 60;
  return minute >= graph.downFromMinute && minute < graph.downFromMinute + graph.downMinutes;
}

/** Each event has one attempt, within the sender's invocation. It is not sent later. */
function simulateDirect(mode: Mode, eventsPerHour: number, random: Random): Simulated {
  const result = empty();
  for (let second = 0; second < hourSeconds; second += 1) {
    const arrived = poisson(eventsPerHour / hourSeconds, random);
    const ms = isDown(second) ? lambda.directLimitMs : lambda.bareMs + graph.answerMs;
    result.events += arrived;
    result.graphRequests += arrived;
    result.lambdaRequests += arrived;
    result.lambdaMs += arrived * ms;
    result.concurrency = Math.max(result.concurrency, (arrived * ms) / 1000);
    if (isDown(second)) result.lost += arrived;
    else {
      // The client sends again within the same call.
      const ambiguous = binomial(arrived, graph.ambiguous, random);
      result.copied += ambiguous;
      result.graphRequests += ambiguous;
      result.longestWaitSeconds = Math.max(result.longestWaitSeconds, ms / 1000);
    }
  }
  addStore(result, mode, result.events);
  return result;
}

interface Waiting {
  arrivedAt: number;
  receiveCount: number;
  isCopied: boolean;
}

/** Simulates the queue and its event source each second, with the consumer's circuit breaker and backoff. */
function simulateQueue(mode: Mode, eventsPerHour: number, random: Random): Simulated {
  const result = empty();
  const visibleAt = new Map<number, Waiting[]>();
  const breakers = Array.from({ length: eventSource.pollers }, () => createBreaker());
  let ready: Waiting[] = [];
  let waiting = 0;
  const put = (event: Waiting, second: number): void => {
    const list = visibleAt.get(second) ?? [];
    visibleAt.set(second, list);
    list.push(event);
    waiting += 1;
  };
  for (let second = 0; second < hourSeconds || ready.length + waiting > 0; second += 1) {
    if (second >= 3 * hourSeconds) break;
    const arrived = second < hourSeconds ? poisson(eventsPerHour / hourSeconds, random) : 0;
    for (let n = 0; n < arrived; n += 1) {
      ready.push({ arrivedAt: second, receiveCount: 0, isCopied: false });
    }
    result.events += arrived;
    result.sqsRequests += arrived;
    result.lambdaRequests += arrived;
    result.lambdaMs += arrived * lambda.senderMs;
    const due = visibleAt.get(second) ?? [];
    visibleAt.delete(second);
    waiting -= due.length;
    ready.push(...due);
    // A message is in flight until its delay ends, and while its batch is being sent.
    const free = Math.max(0, sqs.maxInFlight - waiting);
    const batches = share(ready.slice(0, free), random);
    const received = batches.taken.reduce((sum, { length }) => sum + length, 0);
    if (ready.length > free) result.fullSeconds += 1;
    result.mostInFlight = Math.max(result.mostInFlight, waiting + received);
    ready = [...batches.rest, ...ready.slice(free)];
    let busyMs = 0;
    batches.taken.forEach((batch, poller) => {
      if (batch.length === 0) {
        // An empty long poll.
        result.sqsRequests += eventSource.windowSeconds / eventSource.longPollSeconds;
        return;
      }
      busyMs += consume(batch, breakers[poller] ?? createBreaker(), second);
    });
    result.concurrency = Math.max(
      result.concurrency,
      Math.min(eventSource.pollers, Math.ceil(busyMs / 1000)),
    );
  }
  result.lost = ready.length + waiting;
  addStore(result, mode, result.events);
  return result;

  function consume(
    batch: readonly Waiting[],
    breaker: ReturnType<typeof createBreaker>,
    second: number,
  ): number {
    for (const event of batch) event.receiveCount += 1;
    result.sqsRequests += Math.ceil(batch.length / eventSource.receiveSize);
    result.lambdaRequests += 1;
    const now = second * 1000;
    const admission = breaker.admit('pixel', now);
    const isSent = typeof admission === 'string';
    const ms = lambda.baseMs + batch.length * lambda.perEventMs + (isSent ? graph.answerMs : 0);
    result.lambdaMs += ms;
    if (isSent) result.graphRequests += 1;
    if (!isSent || isDown(second)) {
      if (isSent) breaker.pause('pixel', 'unavailable', now);
      const pausedSeconds = isSent ? 0 : Math.ceil((admission.until - now) / 1000);
      for (const event of batch) {
        const backoff = backoffSeconds(event.receiveCount, random());
        put(event, second + Math.max(backoff, pausedSeconds + Math.ceil(random() * 30)));
      }
      // ChangeMessageVisibilityBatch.
      result.sqsRequests += Math.ceil(batch.length / eventSource.receiveSize);
      return ms;
    }
    breaker.resume('pixel');
    if (random() < graph.ambiguous) {
      for (const event of batch) {
        if (!event.isCopied) result.copied += 1;
        event.isCopied = true;
        put(event, second + backoffSeconds(event.receiveCount, random()));
      }
      // The first time, the message is stored again, with `firstAmbiguousAt`.
      result.sqsRequests += 2 * Math.ceil(batch.length / eventSource.receiveSize);
      return ms;
    }
    for (const { arrivedAt } of batch) {
      const wait = second - arrivedAt + eventSource.windowSeconds + ms / 1000;
      result.longestWaitSeconds = Math.max(result.longestWaitSeconds, wait);
    }
    // DeleteMessageBatch.
    result.sqsRequests += Math.ceil(batch.length / eventSource.receiveSize);
    return ms;
  }
}

/** Each poller receives a random share of the visible messages, up to the batch size. */
function share(ready: readonly Waiting[], random: Random): { taken: Waiting[][]; rest: Waiting[] } {
  const taken = Array.from({ length: eventSource.pollers }, (): Waiting[] => []);
  const rest: Waiting[] = [];
  for (const event of ready) {
    const first = Math.floor(random() * eventSource.pollers);
    const batch = [taken[first], ...taken].find(
      (one) => one !== undefined && one.length < eventSource.batchSize,
    );
    (batch ?? rest).push(event);
  }
  return { taken, rest };
}

function addStore(result: Simulated, mode: Mode, events: number): void {
  if (!mode.endsWith('onlyOnce')) return;
  result.dynamoDbWrites = events * dynamoDb.writesPerEvent;
  result.dynamoDbReads = events * dynamoDb.readsPerEvent;
}

function binomial(count: number, probability: number, random: Random): number {
  let hits = 0;
  for (let n = 0; n < count; n += 1) if (random() < probability) hits += 1;
  return hits;
}

function empty(): Simulated {
  return {
    events: 0,
    lost: 0,
    copied: 0,
    graphRequests: 0,
    sqsRequests: 0,
    lambdaMs: 0,
    lambdaRequests: 0,
    dynamoDbWrites: 0,
    dynamoDbReads: 0,
    concurrency: 0,
    mostInFlight: 0,
    fullSeconds: 0,
    longestWaitSeconds: 0,
  };
}
