import {
  type BackfillSince,
  type CapiEvent,
  checkBackfillSince,
  type EventOutcome,
  isRetryableLater,
} from '@meta-capi/core';
import { eventTypes } from './mapping/event-maps.ts';
import type { StripeEvent } from './mapping/stripe-event.ts';
import { type StripeAdapter, stripeAdapter } from './webhook/adapter.ts';

export interface BackfillOptions extends BackfillSince {
  /** Your own Stripe client. */
  stripe: StripeEventLists;
  /** Stripe keeps events for 30 days, Meta takes those of the last 7. */
  since: Date;
  /**
   * The adapter of your webhook route, so that the same events get the same ids.
   * @default `stripeAdapter()`
   */
  adapter?:
    | (Pick<StripeAdapter, 'enrich' | 'toEvents'> & Partial<Pick<StripeAdapter, 'undecided'>>)
    | undefined;
  /** `failed`: what some endpoint of yours has not taken. @default "failed" */
  deliveries?: 'all' | 'failed' | undefined;
  /** The connected account whose events are read. @default your own */
  account?: string | undefined;
  /** Called after every request to the sink; what it throws ends the backfill. */
  onProgress?: ((progress: BackfillProgress) => void) | undefined;
}

/** The part of a Stripe client that lists events; every `Stripe` from 15 on has it. */
export interface StripeEventLists {
  events: {
    list(
      params: { types: string[]; created: { gte: number }; delivery_success?: boolean },
      options?: { stripeAccount: string },
    ): AsyncIterable<StripeEvent>;
  };
}

export interface BackfillProgress {
  /** Stripe events read, the newest first. */
  read: number;
  /** Events for Meta, by what became of them. */
  outcomes: Readonly<Record<EventOutcome['outcome'], number>>;
  /**
   * Payments of which something was not made, because the adapter has no `stripe` to look up what
   * they are; each reason is on the console. 0 with `stripe`.
   */
  undecided: number;
  /** When the last Stripe event that was read happened. */
  reached?: Date | undefined;
}

export interface BackfillResult extends BackfillProgress {
  /**
   * False where it stopped because something did not reach Meta: run it again, the ids are the
   * same.
   */
  complete: boolean;
}

/**
 * Sends what a webhook endpoint has missed: walks Stripe's events, newest first, and makes of each
 * what the webhook would have made, id and time included.
 *
 * @throws RangeError where `since` is no date, or more than 47 hours ago while the sink does not
 * remember what others sent and `force` is not set. What the Stripe client or `enrich` throws is
 * passed on; nothing is lost by it.
 */
export async function backfillStripe(options: BackfillOptions): Promise<BackfillResult> {
  const {
    sink,
    account,
    adapter = stripeAdapter(account === undefined ? {} : { accounts: [account] }),
    onProgress,
  } = options;
  checkBackfillSince(options);
  let read = 0;
  let undecided = 0;
  let reached: Date | undefined;
  const outcomes = { delivered: 0, queued: 0, skipped: 0, rejected: 0, notSent: 0, ambiguous: 0 };
  let batch: CapiEvent[] = [];

  async function flush(): Promise<boolean> {
    const result = await sink.sendEvents(batch);
    batch = [];
    for (const { outcome } of result.outcomes) outcomes[outcome] += 1;
    onProgress?.({ read, undecided, outcomes: { ...outcomes }, reached });
    return !result.outcomes.some(isRetryableLater);
  }

  for await (const event of listEvents(options)) {
    // Listed in the name of an account, events do not repeat it; their look-ups need it.
    const owned = account === undefined ? event : { account, ...event };
    const payload = (await adapter.enrich?.(owned)) ?? owned;
    batch.push(...adapter.toEvents(payload, new Date()));
    read += 1;
    if (adapter.undecided?.(payload) !== undefined) undecided += 1;
    reached = new Date(event.created * 1000);
    if (batch.length >= batchSize && !(await flush())) {
      return { complete: false, read, undecided, outcomes, reached };
    }
  }
  return { complete: await flush(), read, undecided, outcomes, reached };
}

const batchSize = 100;

function listEvents({
  stripe,
  since,
  account,
  deliveries = 'failed',
}: BackfillOptions): AsyncIterable<StripeEvent> {
  const params = {
    types: [...eventTypes],
    created: { gte: Math.floor(since.getTime() / 1000) },
    // https://docs.stripe.com/api/events/list: all webhooks that are pending or have failed
    ...(deliveries === 'failed' ? { delivery_success: false } : {}),
  };
  return account === undefined
    ? stripe.events.list(params)
    : stripe.events.list(params, { stripeAccount: account });
}
