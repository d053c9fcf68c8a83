import type { CapiEvent, EventSink } from '@meta-capi/core';
import {
  type BackfillPage,
  type RunBackfillOptions,
  type BackfillResult as RunResult,
  runBackfill,
} from '@meta-capi/core/adapter';
import { eventTypes } from './mapping/event-maps.ts';
import type { StripeEvent } from './mapping/stripe-event.ts';
import { createWarnOnce } from './mapping/warn-once.ts';
import { type StripeAdapter, stripeAdapter } from './webhook/adapter.ts';

export interface BackfillOptions extends Pick<RunBackfillOptions, 'force'> {
  sink: EventSink;
  /** Your own Stripe client. */
  stripe: StripeEventLists;
  /** Stripe keeps events for 30 days. Meta accepts those of the last 7. */
  since: Date;
  /**
   * The adapter of your webhook route, so that the same events get the same ids.
   * @default `stripeAdapter()`
   */
  adapter?:
    | (Pick<StripeAdapter, 'enrich' | 'toEvents'> &
        Partial<Pick<StripeAdapter, 'ignored' | 'undecided'>>)
    | undefined;
  /** `failed`: the events that one of your endpoints did not accept. @default "failed" */
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
      params: {
        types: string[];
        created: { gte: number };
        limit: number;
        delivery_success?: boolean;
      },
      options?: { stripeAccount: string },
    ): AsyncIterable<StripeEvent>;
  };
}

/** `read`: Stripe events, the newest first. `outcomes`, `reasons`: events for Meta. */
export interface BackfillProgress extends Pick<RunResult, 'outcomes' | 'read' | 'reasons'> {
  /**
   * Payments of which something was not made, because the adapter has no `stripe` to look up what
   * they are; each reason is on the console. 0 with `stripe`.
   */
  undecided: number;
  /** When the last Stripe event that was read happened. */
  reached?: Date | undefined;
}

export interface BackfillResult
  extends BackfillProgress,
    Pick<RunResult, 'complete' | 'stoppedBy'> {}

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
    since,
    force,
    account,
    adapter = stripeAdapter(account === undefined ? {} : { accounts: [account] }),
    onProgress,
  } = options;
  const warnOnce = createWarnOnce();
  let undecided = 0;
  let reached: Date | undefined;

  async function* pages(): AsyncGenerator<BackfillPage> {
    let events: CapiEvent[] = [];
    let read = 0;
    for await (const event of listEvents(options)) {
      // Listed in the name of an account, events do not repeat it; their look-ups need it.
      const owned = account === undefined ? event : { account, ...event };
      const payload = (await adapter.enrich?.(owned)) ?? owned;
      events.push(...adapter.toEvents(payload, new Date()));
      read += 1;
      if (adapter.undecided?.(payload) !== undefined) undecided += 1;
      for (const { message } of adapter.ignored?.(payload) ?? []) warnOnce(message);
      reached = new Date(event.created * 1000);
      if (events.length < pageSize) continue;
      yield { read, events };
      [events, read] = [[], 0];
    }
    yield { read, events };
  }

  const result = await runBackfill(pages(), sink, {
    since,
    force,
    onProgress: (progress) => onProgress?.({ ...progress, undecided, reached }),
  });
  return { ...result, undecided, reached };
}

const pageSize = 100;

function listEvents({
  stripe,
  since,
  account,
  deliveries = 'failed',
}: BackfillOptions): AsyncIterable<StripeEvent> {
  const params = {
    types: [...eventTypes],
    created: { gte: Math.floor(since.getTime() / 1000) },
    // The most that Stripe returns at once: https://docs.stripe.com/api/pagination
    limit: 100,
    // https://docs.stripe.com/api/events/list: all webhooks that are pending or have failed
    ...(deliveries === 'failed' ? { delivery_success: false } : {}),
  };
  return account === undefined
    ? stripe.events.list(params)
    : stripe.events.list(params, { stripeAccount: account });
}
