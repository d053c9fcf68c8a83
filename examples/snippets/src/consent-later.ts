import type { EventSink } from '@meta-capi/core';
import {
  type BackfillResult,
  backfillStripe,
  type StripeEvent,
  type StripeEventLists,
  type StripeLookups,
  stripeAdapter,
} from '@meta-capi/stripe-adapter';

interface LaterGrant {
  stripe: StripeEventLists & StripeLookups;
  /** Wrapped in `onlyOnce`, with the store of your webhook route. */
  sink: EventSink;
  paymentIntent: string;
  /** When the payment was made: at most seven days ago. */
  paidAt: Date;
  grantedAt: Date;
}

/** The visitor had not answered when they paid, and has granted consent since. */
export function sendPaymentAfterGrant(grant: LaterGrant): Promise<BackfillResult> {
  const { stripe, sink, paymentIntent, paidAt, grantedAt } = grant;
  // With the client it also reads a refusal that only the Checkout Session or the invoice has.
  const adapter = stripeAdapter({ stripe, purchaseSource: 'payment_intent' });
  return backfillStripe({
    stripe: { events: { list: (...args) => only(paymentIntent, stripe.events.list(...args)) } },
    sink,
    since: paidAt,
    deliveries: 'all',
    adapter: {
      ...adapter,
      toEvents: (event, receivedAt) =>
        adapter.toEvents(event, receivedAt).map((each) => ({
          ...each,
          // A refusal stays: only an open question is answered by this grant.
          visitor:
            each.visitor?.consent === 'unknown'
              ? { ...each.visitor, consent: 'granted', consentAt: grantedAt }
              : each.visitor,
        })),
    },
  });
}

async function* only(id: string, events: AsyncIterable<StripeEvent>): AsyncIterable<StripeEvent> {
  for await (const event of events) {
    const { object } = event.data;
    if (typeof object === 'object' && object !== null && 'id' in object && object.id === id) {
      yield event;
    }
  }
}
