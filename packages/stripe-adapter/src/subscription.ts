import type { CapiEvent } from '@meta-capi/core';
import * as z from 'zod/mini';
import { badFields } from './bad-fields.ts';
import { carriedVisitor } from './carried-visitor.ts';
import type { StripeToEventsOptions } from './options.ts';
import { metadata, person, reference, text } from './payload-fields.ts';
import { occurrence } from './purchase.ts';
import type { StripeEvent } from './stripe-event.ts';
import { userDataOf } from './user-data.ts';

/**
 * A subscription that has just begun: `StartTrial` while it is free, `Subscribe` once it is active,
 * each once. Money is the `Purchase`'s, so neither has a value.
 */
export function subscriptionToEvents(
  event: StripeEvent,
  options: StripeToEventsOptions,
): readonly CapiEvent[] {
  const started = subscription.safeParse(event.data.object).data;
  const eventName = started && eventNames.get(started.status);
  if (started === undefined || eventName === undefined || !hasJustBegun(event)) return [];
  const { id, customer, customer_account } = started;
  return [
    {
      eventName,
      eventId: id,
      ...occurrence(event),
      userData: {
        ...userDataOf([person.parse(customer?.object)], customer?.id ?? customer_account),
        subscriptionId: id,
      },
      visitor: carriedVisitor([started.metadata], options),
    },
  ];
}

export function badSubscriptionFields(object: unknown): readonly string[] {
  return badFields(subscription, object);
}

// https://docs.stripe.com/api/subscriptions/object
const subscription = z.object({
  id: z.string().check(z.startsWith('sub_')),
  status: z.string(),
  customer: reference,
  customer_account: text,
  metadata,
});

const eventNames = new Map([
  ['active', 'Subscribe'],
  ['trialing', 'StartTrial'],
]);

// `past_due` and `unpaid` come after a beginning; `paused` only after a trial nobody paid for.
// https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses
const beforeTheBeginning = new Set(['incomplete', 'trialing', 'paused']);

const previously = z.object({ status: z.string() });

function hasJustBegun({ type, data }: StripeEvent): boolean {
  if (type === 'customer.subscription.created') return true;
  const previous = previously.safeParse(data.previous_attributes).data;
  return previous !== undefined && beforeTheBeginning.has(previous.status);
}
