import * as z from 'zod/mini';
import type { StripeEvent } from '../mapping/stripe-event.ts';
import type { ThinEvent } from '../mapping/thin-event.ts';
import type { LookUps, Retrievable, StripeLookups } from './look-up.ts';

/**
 * A thin event in the shape of its snapshot event, with its object fetched from Stripe and the same
 * ids. The object is in its present state, which for a payment does not differ.
 *
 * @throws RedeliveryNeededError where Stripe does not answer or does not have the object
 */
export async function fetchSnapshot(
  { id, type, created, livemode, context, relatedId, before }: ThinEvent,
  lookUps: LookUps,
): Promise<StripeEvent> {
  const resource = resourceOf(type, lookUps.stripe);
  const object = await lookUps.deciding(
    async (request) => fetched.parse(await resource.retrieve(relatedId, { expand: [] }, request)),
    relatedId,
  );
  const event = { id, type, created, livemode, context, data: { object } };
  const isBeginning = /^customer\.subscription\.(created|updated)$/.test(type);
  return isBeginning ? withPastStatus(event, before, lookUps) : event;
}

const fetched = z.looseObject({ id: z.string() });

function resourceOf(type: string, stripe: StripeLookups): Retrievable {
  if (type.startsWith('payment_intent.')) return stripe.paymentIntents;
  if (type.startsWith('checkout.session.')) return stripe.checkout.sessions;
  return type.startsWith('invoice.') ? stripe.invoices : stripe.subscriptions;
}

/**
 * The status that a subscription had at this event, as far as it matters: whether it began with a
 * trial. Its present status may be the one after the trial, or that of a free month given later. An
 * update begins a trial only if the thin event says that the status was `incomplete`: within a minute
 * of the creation there are other updates, of which the snapshot events make nothing.
 */
async function withPastStatus(
  event: StripeEvent,
  before: ThinEvent['before'],
  lookUps: LookUps,
): Promise<StripeEvent> {
  const subscription = trialFields.safeParse(event.data.object).data;
  if (subscription === undefined) return event;
  const mayBegin =
    event.type === 'customer.subscription.created' || before?.['status'] === 'incomplete';
  const isTrial =
    mayBegin &&
    beginsWithTrial(subscription, event.created) &&
    (await hasBegun(subscription, lookUps));
  return {
    ...event,
    data: {
      object: { ...subscription, status: isTrial ? 'trialing' : 'active' },
      previous_attributes: before ?? {},
    },
  };
}

const trialFields = z.looseObject({
  id: z.string(),
  status: z.string(),
  created: z.int(),
  trial_start: z.catch(z.optional(z.int()), undefined),
});

type Subscription = z.infer<typeof trialFields>;

function beginsWithTrial({ created, trial_start }: Subscription, eventTime: number): boolean {
  return trial_start !== undefined && trial_start - created <= 60 && eventTime - created <= 60;
}

/** A subscription that was canceled while its first payment was missing has no paid invoice. */
// https://docs.stripe.com/billing/subscriptions/overview#subscription-statuses
async function hasBegun({ id, status }: Subscription, lookUps: LookUps): Promise<boolean> {
  if (status !== 'canceled') return !status.startsWith('incomplete');
  const params = { subscription: id, status: 'paid', limit: 1 } as const;
  const paid = await lookUps.deciding(async (request) =>
    invoiceList.parse(await lookUps.stripe.invoices.list(params, request)),
  );
  return paid.data.length > 0;
}

const invoiceList = z.object({ data: z.array(z.unknown()) });
