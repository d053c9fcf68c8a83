import { createStripeClient } from '../stripe-events/stripe-client.ts';
import type { Env } from './finding.ts';

/** One destination of events in Stripe. */
export interface Destination {
  readonly url: string;
  readonly isEnabled: boolean;
  readonly events: readonly string[];
  readonly isThin: boolean;
  /** `undefined`: the account's default. */
  readonly apiVersion: string | undefined;
}

/** The account's webhook endpoints and its destinations of thin events. Rejects where Stripe refuses the key. */
export async function destinationsOf(
  env: Env,
): Promise<{ destinations: readonly Destination[]; isThinReadable: boolean }> {
  const stripe = await createStripeClient(env);
  const snapshots = await stripe.webhookEndpoints.list({ limit: 100 });
  const thin = await thinDestinations(stripe);
  const destinations = snapshots.data.map((endpoint) => ({
    url: endpoint.url,
    isEnabled: endpoint.status === 'enabled',
    events: endpoint.enabled_events,
    isThin: false,
    apiVersion: endpoint.api_version ?? undefined,
  }));
  return {
    destinations: [...destinations, ...(thin ?? [])],
    isThinReadable: thin !== undefined,
  };
}

/** Thin events are sent to destinations of the v2 API only. `undefined`: this key may not read them. */
// https://docs.stripe.com/api/v2/core/event_destinations/list
async function thinDestinations(
  stripe: Awaited<ReturnType<typeof createStripeClient>>,
): Promise<readonly Destination[] | undefined> {
  try {
    const pages = stripe.v2.core.eventDestinations.list({ include: ['webhook_endpoint.url'] });
    const all = await pages.autoPagingToArray({ limit: 1000 });
    return all
      .filter(({ event_payload: payload }) => payload === 'thin')
      .map((destination) => ({
        url: destination.webhook_endpoint?.url ?? destination.name,
        isEnabled: destination.status === 'enabled',
        events: destination.enabled_events,
        isThin: true,
        apiVersion: undefined,
      }));
  } catch {
    return undefined;
  }
}
