import { createWebhookHandler, type EventSink, unlessWithdrawn } from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';

/** Your record of consent: the latest answer of a person. */
interface ConsentRecord {
  latest(email: string): Promise<'granted' | 'denied' | undefined>;
}

/** The subscription's metadata says "granted" at every renewal; the record knows of a withdrawal. */
export function renewals(capi: EventSink, record: ConsentRecord, webhookSecret: string) {
  const sink = unlessWithdrawn(capi, async ({ userData }) => {
    const email = userData?.email;
    return typeof email !== 'string' || (await record.latest(email)) !== 'denied';
  });
  return createWebhookHandler(stripeAdapter({ webhookSecret }), sink);
}
