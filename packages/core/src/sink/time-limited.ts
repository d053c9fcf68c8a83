import { startOuterTimer } from '../async/deadline-timer.ts';
import { withTimeout } from '../async/with-timeout.ts';
import type { CapiEvent } from '../event/capi-event.ts';
import { namesOf } from '../event/event-names.ts';
import type { Warning } from '../event/issue.ts';
import { type EventOutcome, isOutcome } from '../event/outcome.ts';
import { receivedBy, type SendResult, summarize } from '../event/result.ts';
import { errorKind } from '../privacy/error-kind.ts';
import { readSendOptions } from './send-options.ts';
import type { EventSink, SendOptions } from './sink.ts';

/**
 * A sink that always returns a result, at most 200 ms after the call's `timeoutMs`. Where the sink
 * inside throws, rejects, takes longer or returns no outcomes, every event is `ambiguous`.
 *
 * A call without a `timeoutMs` gets the sink's own, or 10 s where the sink names none.
 */
export function timeLimited(sink: EventSink): EventSink {
  return {
    remembersSent: sink?.remembersSent,
    timeoutMs: sink?.timeoutMs,
    sendEvents: (events, options) => sendInTime(sink, events, options, 200),
  };
}

/** As {@link timeLimited}, for one call; `graceMs` is the extra time for the sink to return its outcomes. */
// A sink inside another gets less time, so that the inner one, which has more detail, reports first.
export async function sendInTime(
  sink: EventSink,
  events: readonly CapiEvent[],
  options: SendOptions | undefined,
  graceMs: number,
): Promise<SendResult> {
  const timeoutMs = timeOf(sink, options);
  const sending = call(sink, events, options).then(
    (result) => readResult(result, events) ?? unclear(events, 'returned no outcome for each event'),
    (error: unknown) => unclear(events, `threw ${errorKind(error)}`),
  );
  const inTime = await withTimeout(sending, timeoutMs + graceMs, undefined, startOuterTimer);
  return inTime ?? unclear(events, `gave no result within ${Math.ceil(timeoutMs)} ms`);
}

/** `async`, so that a sink that throws rejects. */
async function call(
  sink: EventSink,
  events: readonly CapiEvent[],
  options: SendOptions | undefined,
): Promise<SendResult> {
  return sink.sendEvents(events, options);
}

/** Longer than any send should take, for a sink without a limit. */
const unknownSinkMs = 10_000;

function timeOf(sink: EventSink, options: SendOptions | undefined): number {
  try {
    const own = sink.timeoutMs ?? unknownSinkMs;
    return readSendOptions(options, { timeoutMs: own, testEventCode: undefined }).timeoutMs;
  } catch {
    // A getter or a Proxy of the caller threw.
    return unknownSinkMs;
  }
}

function readResult(result: SendResult, events: readonly CapiEvent[]): SendResult | undefined {
  try {
    const { outcomes, warnings } = result;
    if (!result.ok && !result.skipped && typeof result.error.message !== 'string') return undefined;
    if (Array.isArray(events) && outcomes.length < events.length) return undefined;
    if (!outcomes.every(({ outcome }) => isOutcome(outcome))) return undefined;
    const readable = Array.isArray(warnings) ? warnings.filter(isWarning) : [];
    // A sink may say ok although an event failed: its outcomes decide.
    const summary = summarize(outcomes, readable, receivedBy(result));
    return result.ok && !summary.ok ? summary : { ...result, warnings: readable };
  } catch {
    return undefined;
  }
}

function isWarning(warning: Warning | undefined): boolean {
  return typeof warning?.code === 'string' && typeof warning.path === 'string';
}

function unclear(events: readonly CapiEvent[], what: string): SendResult {
  const error = {
    status: 0,
    category: 'unavailable',
    retryable: true,
    ambiguous: true,
    message: `The sink ${what}: whether it sent this event is not known.`,
  } as const;
  const outcomes = listOf(events).map(
    (event): EventOutcome => ({ ...namesOf(event), outcome: 'ambiguous', error }),
  );
  return summarize(outcomes, [], 0);
}

/** One event where the list cannot be read: the call must not look as if all was well. */
function listOf(events: unknown): readonly unknown[] {
  try {
    return Array.isArray(events) ? Array.from(events) : [undefined];
  } catch {
    return [undefined];
  }
}
