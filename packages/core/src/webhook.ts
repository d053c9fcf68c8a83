import type { WebhookAdapter } from './adapter.ts';
import type { CapiEvent } from './event.ts';
import { reportOf } from './report.ts';
import { consoleReporter, type Reporter, tell } from './reporter.ts';
import type { EventOutcome, SendResult, Warning } from './result.ts';
import type { EventSink } from './sink.ts';
import { WebhookError } from './webhook-error.ts';

export interface WebhookHandlerOptions {
  /** Milliseconds the sink gets before the source is answered. @default the sink's own */
  timeoutMs?: number | undefined;
  /** Hears of every request that made events or failed. @default consoleReporter */
  reporter?: Reporter | undefined;
}

/**
 * A route for one source: proves the sender, sends the events and answers with an empty body.
 *
 * The adapter's own status where it refuses the request; 503 with `Retry-After` where something may
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
  function complain(message: string, warnings: readonly Warning[] = []): void {
    tell(reporter, { level: 'error', source: adapter.name, message, outcomes: [], warnings });
  }

  function refuse(status: number, message: string): Response {
    complain(message);
    return status === 503 ? answer(503, leastRetryAfterSeconds) : answer(status);
  }

  async function enriched(payload: Payload): Promise<Payload> {
    try {
      return (await adapter.enrich?.(payload)) ?? payload;
    } catch (error) {
      if (error instanceof WebhookError) throw error;
      return payload;
    }
  }

  return async (request) => {
    const receivedAt = new Date();
    let events: readonly CapiEvent[];
    let warnings: readonly Warning[];
    try {
      const payload = await enriched(await adapter.receive(request));
      events = adapter.toEvents(payload, receivedAt);
      warnings = adapter.warnings?.(payload, receivedAt) ?? [];
    } catch (error) {
      if (error instanceof WebhookError) return refuse(error.status, error.message);
      // Somebody's code is broken: the source shall come again once it is mended.
      return refuse(adapter.redelivers ? 503 : 200, `The adapter threw ${nameOf(error)}.`);
    }
    if (!Array.isArray(events)) {
      return refuse(adapter.redelivers ? 503 : 200, 'The adapter made no list of events.');
    }
    if (events.length === 0) {
      if (warnings.length > 0) complain('No event was made.', warnings);
      return answer(200);
    }
    let result: SendResult;
    try {
      result = await sink.sendEvents(events, { timeoutMs });
      if (!Array.isArray(result?.outcomes)) throw new TypeError('no result');
    } catch (error) {
      return refuse(adapter.redelivers ? 503 : 200, `The sink threw ${nameOf(error)}.`);
    }
    const report = reportOf(result, adapter.name);
    tell(reporter, { ...report, warnings: [...warnings, ...report.warnings] });
    return adapter.redelivers && result.outcomes.some(maySucceedLater)
      ? answer(503, retryAfterSeconds(result))
      : answer(200);
  };
}

/** What a redelivery, perhaps after an operator's fix, can still bring home. */
function maySucceedLater({ outcome, reason, error }: EventOutcome): boolean {
  if (outcome === 'skipped') return reason === 'not_configured' || reason === 'bad_configuration';
  return error?.retryable === true || error?.fault === 'access';
}

function retryAfterSeconds({ outcomes }: SendResult): number {
  const waits = outcomes.map(({ error }) => error?.retryAfterMs ?? 0);
  return Math.max(leastRetryAfterSeconds, Math.ceil(Math.max(...waits) / 1000));
}

const leastRetryAfterSeconds = 60;

function answer(status: number, retryAfter?: number): Response {
  return new Response(null, {
    // An adapter of somebody's may say a status that is none.
    status: Number.isInteger(status) && status >= 200 && status <= 599 ? status : 500,
    ...(retryAfter === undefined ? {} : { headers: { 'retry-after': String(retryAfter) } }),
  });
}

/** A foreign error's text may quote what it could not read. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
