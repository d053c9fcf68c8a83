import type { CapiEvent } from '@meta-capi/core';
import * as z from 'zod/mini';
import { carriedVisitor, unattended } from './carried-visitor.ts';
import { type StripeToEventsOptions, withDefaults } from './options.ts';
import { badFields, person, reference, text } from './payload-fields.ts';
import { occurrence } from './purchase.ts';
import type { StripeEvent } from './stripe-event.ts';
import { userDataOf } from './user-data.ts';

/**
 * `StartTrial` of a subscription that begins with a trial, and `CancelSubscription` of one that ends.
 * `Subscribe` is not made from a status: a free plan, a trial without a card and an unpaid invoice are
 * `active` too.
 */
// https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses
export function subscriptionToEvents(
  event: StripeEvent,
  options: StripeToEventsOptions,
): readonly CapiEvent[] {
  const settings = withDefaults(options);
  const current = subscription.safeParse(event.data.object).data;
  if (current === undefined) return [];
  const visitor = carriedVisitor(event.data.object, settings);
  const { id, customer, customer_account } = current;
  const made = (eventName: string, circumstances: Partial<CapiEvent>): readonly CapiEvent[] => [
    {
      eventName,
      eventId: id,
      ...occurrence(event),
      userData: userDataOf([person.parse(customer?.object)], customer?.id ?? customer_account, id),
      ...circumstances,
    },
  ];
  if (event.type === 'customer.subscription.deleted') {
    const isCounted = settings.renewals === 'recurring' && !neverBegun.has(current.status);
    return isCounted ? made('CancelSubscription', unattended(visitor)) : [];
  }
  if (!settings.subscriptionEvents || current.status !== 'trialing') return [];
  if (event.type === 'customer.subscription.created') return made('StartTrial', { visitor });
  return isConfirmation(event, current.created) ? made('StartTrial', unattended(visitor)) : [];
}

export function badSubscriptionFields(object: unknown): readonly string[] {
  return badFields(subscription, object);
}

// https://docs.stripe.com/api/subscriptions/object
const subscription = z.object({
  id: z.string().check(z.startsWith('sub_')),
  status: z.string(),
  created: z.catch(z.optional(z.int()), undefined),
  customer: reference,
  customer_account: text,
});

const neverBegun: ReadonlySet<string> = new Set(['incomplete', 'incomplete_expired']);

const previously = z.object({ status: z.literal('incomplete') });

/**
 * A trial that began after its buyer had confirmed a payment, as by 3-D Secure. Later changes to
 * `trialing` are free months, and an update of a running trial does not begin it.
 */
function isConfirmation({ data, created }: StripeEvent, subscribedAt: number | undefined): boolean {
  const isFromIncomplete = previously.safeParse(data.previous_attributes).success;
  return isFromIncomplete && subscribedAt !== undefined && created - subscribedAt <= 60;
}
