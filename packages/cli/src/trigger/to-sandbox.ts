import {
  createCapiClient,
  createWebhookHandler,
  type EventOutcome,
  type EventSink,
  type Reporter,
} from '@meta-capi/core';
import type { Target } from '../target.ts';
import type { Json, Source } from './fixtures.ts';
import { signedRequest } from './signed-request.ts';

/** What became of the payload's events. */
export interface Handled {
  /** The status that the source would get. */
  readonly status: number;
  readonly outcomes: readonly EventOutcome[];
  readonly messages: readonly string[];
}

/** Puts the payload through the real adapter, as a route of the user would, to the sandbox. */
export async function handleLocally(
  source: Source,
  payload: Json,
  { config }: Target,
): Promise<Handled> {
  const outcomes: EventOutcome[] = [];
  const messages: string[] = [];
  // Payloads in test mode are sent with a test event code only.
  const client = createCapiClient({
    ...config,
    testEventCode: config.testEventCode ?? 'TEST00000',
  });
  const sink: EventSink = {
    async sendEvents(events, options) {
      const result = await client.sendEvents(events, options);
      outcomes.push(...result.outcomes);
      messages.push(
        ...result.warnings
          .filter(({ code }) => code !== 'test_event_code_in_use')
          .map(({ message }) => message),
      );
      return result;
    },
  };
  if (source === 'cognito') {
    const { cognitoToEvents } = await import('@meta-capi/cognito-trigger');
    const events = cognitoToEvents(payload as never, new Date());
    if (events.length > 0) await sink.sendEvents(events);
    return { status: 200, outcomes, messages };
  }
  const request = signedRequest(source, payload, new URL('http://localhost/'), {
    STRIPE_WEBHOOK_SECRET: localSecret,
    ACTIVECAMPAIGN_SECRET: localSecret,
  });
  const handler = await handlerOf(source, payload, sink, (message) => messages.push(message));
  const { status } = await handler(request);
  return { status, outcomes, messages };
}

/** Of this call only: both sides of the request are here. */
const localSecret = 'secret-of-this-command-only';

async function handlerOf(
  source: 'activecampaign' | 'stripe',
  payload: Json,
  sink: EventSink,
  note: (message: string) => void,
): Promise<(request: Request) => Promise<Response>> {
  const reporter: Reporter = ({ message, outcomes }) => {
    // Of events that were sent, the outcomes are printed.
    if (outcomes.length === 0) note(message);
  };
  if (source === 'stripe') {
    const { stripeAdapter } = await import('@meta-capi/stripe-adapter');
    const purchaseSource = purchaseSourceOf(payload);
    const adapter = stripeAdapter({
      webhookSecret: localSecret,
      purchaseSource,
      // Any other setting makes no event of the end of a subscription.
      renewals: payload['type'] === 'customer.subscription.deleted' ? 'recurring' : 'first',
    });
    return createWebhookHandler(adapter, sink, { reporter });
  }
  const { activeCampaignAdapter } = await import('@meta-capi/activecampaign-adapter');
  const adapter = activeCampaignAdapter({
    account: 'example',
    secret: localSecret,
    listId: 3,
    tags: { trial: 'StartTrial' },
    wonDeals: { valueIn: 'hundredths' },
    timeZone: 'UTC',
  });
  return createWebhookHandler(adapter, sink, { reporter });
}

/** The setting under which this payload creates a Purchase. */
function purchaseSourceOf({ type }: Json): 'checkout' | 'invoice' | 'payment_intent' {
  const name = String(type);
  if (name.startsWith('checkout.')) return 'checkout';
  return name.startsWith('invoice.') ? 'invoice' : 'payment_intent';
}
