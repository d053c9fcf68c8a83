import { cancel, createCancellation } from '../async/cancellation.ts';
import { startDeadlineTimer } from '../async/deadline-timer.ts';
import type { AttemptResult, FailedAttempt } from '../graph/attempt-result.ts';
import type { Graph } from '../graph/graph.ts';
import { bodyOf } from './batch.ts';
import { attemptLimitMs, retryDefaults, retryDelayMs } from './retry-delay.ts';
import type { Attempt, Batch } from './types.ts';

/** What the attempts for one batch need, and what they report. */
export interface AttemptsOptions {
  readonly graph: Graph;
  /** Is there a connection for a second copy, while the first one waits for its response? */
  hasFreeConnection: () => boolean;
  /** Called with the milliseconds between the start of an attempt and its response. */
  onResponse: (tookMs: number) => void;
  /**
   * Called once, unless the attempts are stopped before: Meta has decided, or no attempt is left.
   * `eventsSent` is the number of events in the request that the result is about.
   */
  onEnd: (batch: Batch, result: AttemptResult, eventsSent: number) => void;
}

/**
 * Sends a batch until Meta decides, the last deadline is too near or the attempts are used up; the
 * function that it returns stops it. A slow attempt stays open while the next one runs: a Graph that
 * takes 1.5 s for each response would otherwise look as if it never answered.
 */
export function startAttempts(batch: Batch, options: AttemptsOptions): () => void {
  // Not `...options`: on Node 20, V8 creates hidden classes for each object with keys after a spread,
  // which takes 4 µs and fills the heap.
  const sending: Sending = {
    graph: options.graph,
    hasFreeConnection: options.hasFreeConnection,
    onResponse: options.onResponse,
    onEnd: options.onEnd,
    batch,
    started: 0,
    isOver: false,
    latest: undefined,
    timer: undefined,
    lastFailure: undefined,
  };
  startAttempt(sending);
  return () => stopAll(sending);
}

/** The state of the attempts for one batch. */
interface Sending extends AttemptsOptions {
  readonly batch: Batch;
  started: number;
  isOver: boolean;
  latest: Attempt | undefined;
  /** The time limit of the latest attempt, or the wait before the next one. */
  timer: ReturnType<typeof setTimeout> | undefined;
  /** The latest attempt's failure, where none follows and an earlier attempt is still open. */
  lastFailure: FailedAttempt | undefined;
}

/** Copies of a batch that wait for a response at the same time. */
const maxOpenAttempts = 2;

function startAttempt(sending: Sending): void {
  const { batch, graph } = sending;
  const { attempts } = batch;
  const isCrowded = attempts.length >= maxOpenAttempts || !sending.hasFreeConnection();
  const [oldest] = attempts;
  if (isCrowded && oldest !== undefined) stop(sending, oldest);

  const start = performance.now();
  const cancellation = createCancellation();
  const attempt: Attempt = { cancellation, start, isSent: false, events: 0, isStalled: false };
  attempts.push(attempt);
  sending.latest = attempt;
  sending.started += 1;
  const { first, last } = deadlinesOf(batch);
  const timeoutMs = last - start;
  if (sending.started < batch.maxAttempts) {
    const limitMs = attemptLimitMs(first - start, timeoutMs, batch.events.length);
    if (limitMs < timeoutMs) {
      sending.timer = startDeadlineTimer(limitMs, () => onSlow(sending, attempt));
    }
  }
  const body = (members: string) => writeBody(batch, attempt, members);
  const { testEventCode } = batch;
  void graph({ body, testEventCode, timeoutMs, cancellation }).then((result) =>
    onResult(sending, attempt, result),
  );
}

function writeBody(batch: Batch, attempt: Attempt, members: string): Uint8Array<ArrayBuffer> {
  const body = bodyOf(batch, members);
  attempt.isSent = true;
  attempt.events = batch.events.length;
  return body;
}

/** An attempt has reached its time limit: the next one starts at once. */
function onSlow(sending: Sending, attempt: Attempt): void {
  const { batch, isOver, latest } = sending;
  if (isOver || attempt !== latest || !batch.attempts.includes(attempt)) return;
  if (deadlinesOf(batch).last - performance.now() < retryDefaults.leastUsefulMs) return;
  if (attempt.isSent) attempt.cancellation.onStall?.();
  else stop(sending, attempt);
  startAttempt(sending);
}

function onResult(sending: Sending, attempt: Attempt, result: AttemptResult): void {
  const { batch, isOver, lastFailure } = sending;
  if (isOver || !batch.attempts.includes(attempt)) return;
  remove(batch, attempt);
  const isResponse = result.outcome === 'delivered' || result.error.status > 0;
  if (isResponse) sending.onResponse(performance.now() - attempt.start);
  if (result.outcome === 'delivered') {
    end(sending, result, attempt.events);
    return;
  }
  if (result.resent || result.error.ambiguous) batch.mayBeReceived = true;
  // A copy that was sent since may have fewer events, without the one that Meta rejects.
  const isLatestCopy = attempt.events === batch.events.length;
  if (result.rejectsEveryCopy && isLatestCopy) end(sending, result);
  else if (attempt === sending.latest) onLatestFailed(sending, result);
  else if (lastFailure !== undefined) end(sending, lastFailure);
}

function onLatestFailed(sending: Sending, failure: FailedAttempt): void {
  const { batch, started } = sending;
  clearTimeout(sending.timer);
  const remainingMs = deadlinesOf(batch).last - performance.now();
  const delayMs =
    started < batch.maxAttempts ? retryDelayMs(failure.error, started, remainingMs) : undefined;
  if (delayMs !== undefined) sending.timer = setTimeout(() => startAttempt(sending), delayMs);
  else if (failure.error.retryable && batch.attempts.length > 0) sending.lastFailure = failure;
  else end(sending, failure);
}

function end(sending: Sending, result: AttemptResult, eventsSent = 0): void {
  stopAll(sending);
  sending.onEnd(sending.batch, result, eventsSent);
}

function stopAll(sending: Sending): void {
  sending.isOver = true;
  clearTimeout(sending.timer);
  for (const attempt of sending.batch.attempts.slice()) stop(sending, attempt);
}

function stop({ batch }: Sending, attempt: Attempt): void {
  remove(batch, attempt);
  if (attempt.isSent) batch.mayBeReceived = true;
  cancel(attempt.cancellation);
}

function remove({ attempts }: Batch, attempt: Attempt): void {
  attempts.splice(attempts.indexOf(attempt), 1);
}

/** The first and the last deadline of the calls that wait. */
function deadlinesOf({ events }: Batch): { first: number; last: number } {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { call } of events) {
    if (!call.isOpen) continue;
    first = Math.min(first, call.deadline);
    last = Math.max(last, call.deadline);
  }
  return { first, last };
}
