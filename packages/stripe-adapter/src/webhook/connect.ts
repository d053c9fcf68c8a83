import { createWebhookHandler, type EventSink, type WebhookHandlerOptions } from '@meta-capi/core';
import type { WebhookAdapter } from '@meta-capi/core/adapter';
import { countingEvent } from '../mapping/accounts.ts';
import type { StripeToEventsOptions } from '../mapping/options.ts';
import type { StripeEvent } from '../mapping/stripe-event.ts';
import { refuse, type StripeAdapterOptions, stripeAdapter } from './adapter.ts';
import { accountWithoutSink, type SinkOfAccount, sinkOfEvent } from './sink-of-account.ts';

export interface StripeConnectHandlerOptions
  extends Omit<StripeAdapterOptions, 'accounts'>,
    WebhookHandlerOptions {}

/**
 * A webhook route for several Stripe accounts, each with its own client, and so with its own pixel. It
 * responds and reports as {@link createWebhookHandler} does. An event for whose account the function
 * returns `undefined` is skipped with the reason `account_without_sink`. If it throws, takes more than 3 s
 * or returns no sink, the response is 503.
 *
 * @param sinkOf called with the account of each event that can count: `acct_…` of a connected account or
 * of an account in your organization; `undefined` for your own, to which destination charges belong
 * @example
 * stripeConnectHandler((account) => clients.get(account ?? 'own'), { webhookSecret, stripe });
 */
// oxlint-disable-next-line max-lines-per-function -- the signature alone has six lines
export function stripeConnectHandler(
  sinkOf: SinkOfAccount,
  { reporter, timeoutMs, ...options }: StripeConnectHandlerOptions = {},
): (request: Request) => Promise<Response> {
  const adapter = stripeAdapter({ ...options, accounts: 'all' });
  const handling = { reporter, timeoutMs };
  // The signature is verified before the sink is chosen, and the handler must not read the body again.
  const received = new WeakMap<Request, Promise<StripeEvent>>();
  const receiving: WebhookAdapter<StripeEvent> = {
    ...adapter,
    receive: (request) => received.get(request) ?? adapter.receive(request),
  };
  const handlerOf = handlersOfSinks(receiving, handling);
  const withoutSink = createWebhookHandler(skipping(receiving, options), neverCalled, handling);

  async function sinkFor(request: Request): Promise<EventSink | undefined> {
    const reading = adapter.receive(request);
    const choosing = reading.then((event) => sinkOfEvent(sinkOf, event, options)).catch(refuse);
    const proved = choosing.then(() => reading);
    // What rejects is refused by the handler, which awaits the same promise.
    proved.catch(() => undefined);
    if (Object(request) === request) received.set(request, proved);
    return choosing.catch(() => undefined);
  }

  return async (request, ...others: readonly unknown[]) => {
    const sink = await sinkFor(request);
    const handler = sink === undefined ? withoutSink : handlerOf(sink);
    return (handler as (...given: readonly unknown[]) => Promise<Response>)(request, ...others);
  };
}

type Handler = (request: Request) => Promise<Response>;

/** One handler for each sink, so that a sink’s reports are counted together. */
function handlersOfSinks(
  adapter: WebhookAdapter<StripeEvent>,
  handling: WebhookHandlerOptions,
): (sink: EventSink) => Handler {
  const handlers = new WeakMap<EventSink, Handler>();
  return (sink) => {
    const handler = handlers.get(sink) ?? createWebhookHandler(adapter, sink, handling);
    handlers.set(sink, handler);
    return handler;
  };
}

/** The adapter of an event for which no sink was chosen. */
function skipping(
  adapter: WebhookAdapter<StripeEvent>,
  options: StripeToEventsOptions,
): WebhookAdapter<StripeEvent> {
  return {
    ...adapter,
    enrich: (event) => Promise.resolve(event),
    toEvents: () => [],
    // No sink is chosen for an event that lacks the fields which name its type and account.
    warnings: (event, at) =>
      countingEvent(event, options) === undefined ? (adapter.warnings?.(event, at) ?? []) : [],
    ignored: (event) => accountWithoutSink(event, options),
  };
}

const neverCalled: EventSink = {
  sendEvents: () => Promise.reject(new Error('An event without a sink is not sent.')),
};
