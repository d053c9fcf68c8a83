import { withTimeout } from '../async/with-timeout.ts';
import type { CapiEvent } from '../event/capi-event.ts';
import type { Warning } from '../event/issue.ts';
import type { EventOutcome } from '../event/outcome.ts';
import { isRetryableLater } from '../event/outcome.ts';
import { errorKind } from '../privacy/error-kind.ts';
import { createRefusalReports } from '../report/refusal-reports.ts';
import { reportOf } from '../report/report.ts';
import { consoleReporter, type Reporter, tell } from '../report/reporter.ts';
import type { EventSink } from '../sink/sink.ts';
import { sendInTime } from '../sink/time-limited.ts';
import type { WebhookAdapter } from './adapter.ts';
import { needsFetchRequest, refusalOfNodeObjects } from './node-objects.ts';
import { WebhookError } from './webhook-error.ts';

export interface WebhookHandlerOptions {
  /**
   * Milliseconds the sink gets before the source is answered.
   * @default the sink's own, or what the adapter's `timeoutMs` leaves
   */
  timeoutMs?: number | undefined;
  /** Receives a report of every request that made events or failed. @default consoleReporter */
  reporter?: Reporter | undefined;
}

/**
 * A route for one source: proves the sender, sends the events and answers with an empty body. The
 * adapter's `enrich` gets 5 s; what has not come by then is left out.
 *
 * The adapter's own status where it refuses the request, which is reported once a minute for each
 * kind, with a total; 503 with `Retry-After` where something may
 * still be delivered and the source tries again; else 200. Never rejects.
 *
 * @example
 * export const POST = createWebhookHandler(stripeAdapter({ webhookSecret }), capi);
 */
export function createWebhookHandler<Payload>(
  adapter: WebhookAdapter<Payload>,
  sink: EventSink,
  { timeoutMs, reporter = consoleReporter }: WebhookHandlerOptions = {},
): (request: Request) => Promise<Response> {
  const refusals = createRefusalReports(reporter, adapter.name);

  function complain(message: string, warnings: readonly Warning[] = []): void {
    tell(reporter, { level: 'error', source: adapter.name, message, outcomes: [], warnings });
  }

  function note(message: string, warnings: readonly Warning[]): void {
    tell(reporter, { level: 'info', source: adapter.name, message, outcomes: [], warnings });
  }

  function refuse(status: number, message: string): Response {
    complain(message);
    return status === 503 ? answer(503, leastRetryAfterSeconds) : answer(status);
  }

  function refuseFor(error: unknown): Response {
    if (error instanceof WebhookError) return refuse(error.status, error.message);
    // The adapter's code is broken: the source has to send it again once that is fixed.
    return refuse(adapter.redelivers ? 503 : 200, `The adapter threw ${errorKind(error)}.`);
  }

  async function enriched(payload: Payload): Promise<Payload> {
    if (adapter.enrich === undefined) return payload;
    let refusal: WebhookError | undefined;
    // Caught here, so that one who fails after its time leaves no unhandled rejection.
    const lookingUp = Promise.resolve(payload)
      .then((given) => adapter.enrich?.(given))
      .catch((error: unknown) => {
        if (error instanceof WebhookError) refusal = error;
        return undefined;
      });
    const found = await withTimeout(lookingUp, enrichPatienceMs);
    if (refusal !== undefined) throw refusal;
    return found ?? payload;
  }

  /** What the sink gets; where the source waits for a certain time, what is left of it. */
  function sinkMs(startedAt: number): number | undefined {
    if (adapter.timeoutMs === undefined) return timeoutMs;
    const leftMs = startedAt + adapter.timeoutMs - performance.now();
    // Better a late response than an event that nobody tried to send.
    return Math.min(timeoutMs ?? Number.POSITIVE_INFINITY, Math.max(leftMs, leastSinkMs));
  }

  return async (request: Request, ...others: readonly unknown[]) => {
    const receivedAt = new Date();
    const startedAt = performance.now();
    refusals.flush();
    const refusal = refusalOfNodeObjects([request, ...others]);
    if (refusal !== undefined) {
      refusals.report({ level: 'error', message: needsFetchRequest });
      return refusal;
    }
    let events: readonly CapiEvent[];
    let warnings: readonly Warning[];
    let ignored: readonly Warning[];
    let received: Payload;
    try {
      received = await adapter.receive(request);
    } catch (error) {
      if (!(error instanceof WebhookError)) return refuseFor(error);
      // Unauthenticated: anybody may send a thousand of these.
      refusals.report(error);
      return answer(error.status, error.status === 503 ? leastRetryAfterSeconds : undefined);
    }
    try {
      const payload = await enriched(received);
      events = adapter.toEvents(payload, receivedAt);
      warnings = [...(adapter.warnings?.(payload, receivedAt) ?? [])];
      ignored = [...(adapter.ignored?.(payload, receivedAt) ?? [])];
    } catch (error) {
      return refuseFor(error);
    }
    if (!Array.isArray(events)) {
      return refuse(adapter.redelivers ? 503 : 200, 'The adapter made no list of events.');
    }
    if (events.length === 0) {
      if (warnings.length > 0) complain('No event was made.', warnings);
      else if (ignored.length > 0) note('Ignored.', ignored);
      return answer(200);
    }
    const result = await sendInTime(sink, events, { timeoutMs: sinkMs(startedAt) }, 300);
    const report = reportOf(result, adapter.name);
    const mayCome = adapter.redelivers && result.outcomes.some(isRetryableLater);
    tell(reporter, { ...report, warnings: [...warnings, ...report.warnings] });
    return mayCome ? answer(503, retryAfterSeconds(result.outcomes)) : answer(200);
  };
}

// Sources wait for their answer, and the sink needs its time too. An adapter whose `enrich` decides
// whether something counts must refuse in less (Stripe's: 3 s), else it would count for want of it.
const enrichPatienceMs = 5000;

const leastSinkMs = 800;

function retryAfterSeconds(outcomes: readonly EventOutcome[]): number {
  let longestMs = 0;
  for (const { error } of outcomes) longestMs = Math.max(longestMs, error?.retryAfterMs ?? 0);
  return Math.max(leastRetryAfterSeconds, Math.ceil(longestMs / 1000));
}

const leastRetryAfterSeconds = 60;

function answer(status: number, retryAfter?: number): Response {
  return new Response(null, {
    // An adapter of somebody's may say a status that is none.
    status: Number.isInteger(status) && status >= 200 && status <= 599 ? status : 500,
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
  });
}
