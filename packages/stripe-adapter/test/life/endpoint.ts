import {
  type CapiEvent,
  createCapiClient,
  createWebhookHandler,
  type EventSink,
} from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { createLambda, onStripesBus } from '@meta-capi/stand-ins/eventbridge';
import type { Happening, StripeStandIn } from '@meta-capi/stand-ins/stripe';
import {
  backfillStripe,
  type StripeAdapter,
  type StripeAdapterOptions,
  stripeAdapter,
} from '@meta-capi/stripe-adapter';
import { stripeEventBridgeHandler } from '@meta-capi/stripe-adapter/eventbridge';
import Stripe from 'stripe';
import { signedRequest, webhookSecret } from '../webhook/signed-request.ts';

/** `both`: as while an endpoint is migrated from one form to the other. */
export type Form = 'both' | 'snapshot' | 'thin';

/** Stripe's own client over a stand-in, without a socket. */
export function clientOf(stripe: StripeStandIn): Stripe {
  const httpClient = Stripe.createFetchHttpClient((url, init) =>
    stripe.fetch(new Request(url, init)),
  );
  return new Stripe('sk_test_made_up', { httpClient });
}

/** How Stripe delivers: to a webhook route, or to a Lambda function by EventBridge. */
export type Delivery = 'eventbridge' | 'webhook';

export interface EndpointOptions extends StripeAdapterOptions {
  whenConsentUnknown?: 'drop' | 'send';
  delivery?: Delivery;
}

/** A merchant's endpoint over the sandbox, and what Meta has counted. */
export function openEndpoint(
  stripe: StripeStandIn,
  { whenConsentUnknown = 'send', delivery = 'webhook', ...options }: EndpointOptions,
) {
  const sandbox = createSandbox({ strict: true });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown,
    fetch: sandbox.fetch,
  });
  const sent: CapiEvent[] = [];
  const sink: EventSink = {
    sendEvents(events, sending) {
      sent.push(...events);
      return capi.sendEvents(events, sending);
    },
  };
  // One of the two, because each reports wrong options once.
  const createAdapter = (): StripeAdapter => stripeAdapter({ webhookSecret, ...options });
  const webhook = delivery === 'webhook' ? createAdapter() : undefined;
  const send = webhook ? overWebhook(webhook, sink) : overEventBridge(sink, options);

  return {
    sandbox,
    sent,
    /** The status of the response; of two, the larger. */
    async post(happening: Happening, form: Form): Promise<number> {
      const statuses: number[] = [];
      if (form !== 'snapshot') statuses.push(await send(stripe.thin(happening)));
      if (form !== 'thin') statuses.push(await send(stripe.snapshot(happening)));
      const status = Math.max(...statuses);
      if (status === 200) happening.isDelivered = true;
      return status;
    },
    /** Sends what no endpoint has accepted. */
    backfill: (since: Date) => {
      const adapter = webhook ?? createAdapter();
      return backfillStripe({ stripe: clientOf(stripe), sink, adapter, since, force: true });
    },
    counted: () =>
      sandbox.counted.map(({ eventName, eventId, event }) => {
        const { value } = Object(event['custom_data']) as { value?: number };
        return value === undefined ? `${eventName} ${eventId}` : `${eventName} ${eventId} ${value}`;
      }),
  };
}

type Send = (payload: unknown) => Promise<number>;

function overWebhook(adapter: StripeAdapter, sink: EventSink): Send {
  const handler = createWebhookHandler(adapter, sink, { reporter: () => undefined });
  return async (payload) => (await handler(signedRequest(payload))).status;
}

/** 503 stands for an invocation that failed after its retries. */
function overEventBridge(sink: EventSink, options: StripeAdapterOptions): Send {
  const { webhookSecret: _, maxBodyBytes: __, ...mapping } = options;
  const handler = stripeEventBridgeHandler(sink, { ...mapping, reporter: () => undefined });
  const lambda = createLambda(handler);
  return async (payload) => ((await lambda.invoke(onStripesBus(payload))) ? 200 : 503);
}

/** Numbers from 0 to 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** 20 % lost, 30 % twice, in any order. */
export function unreliable<Item>(items: readonly Item[], random: () => number) {
  const lost = new Set(items.filter(() => random() < 0.2));
  const arriving = items.filter((item) => !lost.has(item));
  const copies = arriving.filter(() => random() < 0.3);
  return {
    arriving: shuffled([...arriving, ...copies], random),
    lost: shuffled([...lost], random),
  };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
