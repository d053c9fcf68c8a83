import type { EventOutcome } from '../event/outcome.ts';
import { isRetryableLater } from '../event/outcome.ts';
import { errorKind } from '../privacy/error-kind.ts';
import { createRefusalReports } from '../report/refusal-reports.ts';
import { reportOf } from '../report/report.ts';
import { consoleReporter, type Report, type Reporter, tell } from '../report/reporter.ts';
import type { EventSink } from '../sink/sink.ts';
import { sendInTime } from '../sink/time-limited.ts';
import type { WebhookAdapter } from './adapter.ts';
import { needsFetchRequest, refusalOfNodeObjects } from './node-objects.ts';
import { brokenStatus, type ReadPayload, readPayload } from './read-payload.ts';
import { WebhookError } from './webhook-error.ts';

export interface WebhookHandlerOptions {
  /**
   * Milliseconds for the sink, before the source gets its response.
   * @default the sink's own, or what the adapter's `timeoutMs` leaves
   */
  timeoutMs?: number | undefined;
  /** Receives a report of every request that created events or failed. @default consoleReporter */
  reporter?: Reporter | undefined;
}

/**
 * A route for one source: verifies the sender, sends the events and responds with an empty body. The
 * adapter's `enrich` has 5 s; after that the payload is used without it.
 *
 * Status: the adapter's own if it refuses the request (reported once a minute for each kind, with a
 * total); 503 with `Retry-After` if an event may still be delivered and the source sends the payload
 * again; else 200. Never rejects.
 *
 * @example
 * export const POST = createWebhookHandler(stripeAdapter({ webhookSecret }), capi);
 */
export function createWebhookHandler<Payload>(
  adapter: WebhookAdapter<Payload>,
  sink: EventSink,
  options: WebhookHandlerOptions = {},
): (request: Request) => Promise<Response> {
  const { timeoutMs, reporter = consoleReporter } = options;
  const route: Route<Payload> = { adapter, sink, timeoutMs, reporter };
  const refusals = createRefusalReports(reporter, adapter.name);

  return async (request: Request, ...others: readonly unknown[]) => {
    const receivedAt = new Date();
    const startedAt = performance.now();
    refusals.flush();
    const nodeRefusal = refusalOfNodeObjects([request, ...others]);
    if (nodeRefusal !== undefined) {
      refusals.report({ level: 'error', message: needsFetchRequest });
      return nodeRefusal;
    }
    let received: Payload;
    try {
      received = await adapter.receive(request);
    } catch (error) {
      if (!(error instanceof WebhookError)) return refuse(route, error);
      // Unauthenticated: anyone may send a thousand of these.
      refusals.report(error);
      return respond(error.status);
    }
    let payload: ReadPayload;
    try {
      payload = await readPayload(adapter, received, receivedAt);
    } catch (error) {
      return refuse(route, error);
    }
    return send(route, payload, startedAt);
  };
}

interface Route<Payload> extends Required<WebhookHandlerOptions> {
  readonly adapter: WebhookAdapter<Payload>;
  readonly sink: EventSink;
  readonly reporter: Reporter;
}

/** Refuses an authenticated payload, and reports why. */
function refuse<Payload>({ adapter, reporter }: Route<Payload>, error: unknown): Response {
  const { status, message } =
    error instanceof WebhookError
      ? error
      : { status: brokenStatus(adapter), message: `The adapter threw ${errorKind(error)}.` };
  report(reporter, { level: 'error', source: adapter.name, message });
  return respond(status);
}

/** Sends the events of a payload, if it has any. */
async function send<Payload>(
  { adapter, sink, reporter, timeoutMs: configuredMs }: Route<Payload>,
  { events, warnings, ignored }: ReadPayload,
  startedAt: number,
): Promise<Response> {
  const source = adapter.name;
  if (events.length === 0) {
    if (warnings.length > 0) {
      report(reporter, { level: 'error', source, message: 'No event was made.', warnings });
    } else if (ignored.length > 0) {
      report(reporter, { level: 'info', source, message: 'Ignored.', warnings: ignored });
    }
    return respond(200);
  }
  const timeoutMs = sinkTimeoutMs(configuredMs, adapter.timeoutMs, startedAt);
  const result = await sendInTime(sink, events, { timeoutMs }, 300);
  const facts = reportOf(result, source);
  report(reporter, { ...facts, warnings: [...warnings, ...facts.warnings] });
  const isRedelivered = adapter.redelivers && result.outcomes.some(isRetryableLater);
  return isRedelivered ? respond(503, retryAfterSeconds(result.outcomes)) : respond(200);
}

function report(
  reporter: Reporter,
  facts: Pick<Report, 'level' | 'message' | 'source'> & Partial<Report>,
): void {
  tell(reporter, { outcomes: [], warnings: [], ...facts });
}

/** The time for the sink: if the source waits for a certain time, the rest of it. */
function sinkTimeoutMs(
  configuredMs: number | undefined,
  sourceMs: number | undefined,
  startedAt: number,
): number | undefined {
  if (sourceMs === undefined) return configuredMs;
  const leftMs = startedAt + sourceMs - performance.now();
  // Better a late response than an event that nobody tried to send.
  return Math.min(configuredMs ?? Number.POSITIVE_INFINITY, Math.max(leftMs, minSinkTimeoutMs));
}

const minSinkTimeoutMs = 800;

function retryAfterSeconds(outcomes: readonly EventOutcome[]): number {
  let longestMs = 0;
  for (const { error } of outcomes) longestMs = Math.max(longestMs, error?.retryAfterMs ?? 0);
  return Math.max(minRetryAfterSeconds, Math.ceil(longestMs / 1000));
}

const minRetryAfterSeconds = 60;

function respond(status: number, retryAfter = minRetryAfterSeconds): Response {
  return new Response(null, {
    // An adapter may give a status that no response can have.
    status: Number.isInteger(status) && status >= 200 && status <= 599 ? status : 500,
    ...(status === 503 ? { headers: { 'retry-after': String(retryAfter) } } : {}),
  });
}
