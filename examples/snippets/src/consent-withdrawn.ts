import {
  createWebhookHandler,
  type EventSink,
  type UserData,
  unlessWithdrawn,
} from '@meta-capi/core';
import { type StripeLookups, stripeAdapter } from '@meta-capi/stripe-adapter';

/** Your record of consent: the latest answer of a person. */
interface ConsentRecord {
  /** `externalId` is the id of Stripe's customer. */
  latest(person: Pick<UserData, 'email' | 'externalId'>): Promise<'granted' | 'denied' | undefined>;
}

interface Route {
  capi: EventSink;
  record: ConsentRecord;
  stripe: StripeLookups;
  webhookSecret: string;
}

/** The subscription's metadata holds "granted" at every renewal; the record holds a withdrawal. */
export function renewals({ capi, record, stripe, webhookSecret }: Route) {
  // Without an answer in the record, nothing is sent.
  const sink = unlessWithdrawn(
    capi,
    async ({ userData = {} }) => (await record.latest(userData)) === 'granted',
  );
  const adapter = stripeAdapter({
    webhookSecret,
    stripe,
    purchaseSource: 'invoice',
    renewals: 'recurring',
  });
  return createWebhookHandler(adapter, sink);
}
