import { withTimeout } from '../async/with-timeout.ts';
import type { CapiEvent } from '../event/capi-event.ts';
import type { Warning } from '../event/issue.ts';
import type { WebhookAdapter } from './adapter.ts';
import { WebhookError } from './webhook-error.ts';

/** What an adapter makes of one payload. */
export interface ReadPayload {
  readonly events: readonly CapiEvent[];
  readonly warnings: readonly Warning[];
  readonly ignored: readonly Warning[];
}

/**
 * Looks up what the payload lacks, and creates its events.
 *
 * @throws WebhookError from `enrich`, or because `toEvents` returned no array
 * @throws unknown anything that the adapter throws
 */
export async function readPayload<Payload>(
  adapter: WebhookAdapter<Payload>,
  received: Payload,
  receivedAt: Date,
): Promise<ReadPayload> {
  const payload = await enriched(adapter, received);
  const events = adapter.toEvents(payload, receivedAt);
  if (!Array.isArray(events)) {
    throw new WebhookError(brokenStatus(adapter), 'toEvents of the adapter returned no array.');
  }
  return {
    events,
    warnings: [...(adapter.warnings?.(payload, receivedAt) ?? [])],
    ignored: [...(adapter.ignored?.(payload, receivedAt) ?? [])],
  };
}

/** The status for a broken adapter: the source must send the payload again once it is fixed. */
export function brokenStatus({
  redelivers,
}: Pick<WebhookAdapter<unknown>, 'redelivers'>): 200 | 503 {
  return redelivers ? 503 : 200;
}

async function enriched<Payload>(
  adapter: WebhookAdapter<Payload>,
  payload: Payload,
): Promise<Payload> {
  if (adapter.enrich === undefined) return payload;
  let refusal: WebhookError | undefined;
  // Caught here, so that a rejection after the timeout is not an unhandled one.
  const lookup = Promise.resolve(payload)
    .then((given) => adapter.enrich?.(given))
    .catch((error: unknown) => {
      if (error instanceof WebhookError) refusal = error;
      return undefined;
    });
  const found = await withTimeout(lookup, enrichTimeoutMs);
  if (refusal !== undefined) throw refusal;
  return found ?? payload;
}

// The source waits for its response, and the sink needs time too. An adapter whose `enrich` decides
// whether something counts must refuse earlier (Stripe's: after 3 s); else it counts without it.
const enrichTimeoutMs = 5000;
