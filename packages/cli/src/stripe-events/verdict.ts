import { type CapiEvent, prepareEvent } from '@meta-capi/core';
import { WebhookError } from '@meta-capi/core/adapter';
import {
  type StripeAdapter,
  type StripeEvent,
  type StripeLookups,
  stripeAdapter,
  stripeEventTypes,
  stripeToEvents,
} from '@meta-capi/stripe-adapter';
import { paidObject } from './paid-object.ts';
import { mappingOf, type Settings } from './settings.ts';

export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** An event for Meta that the adapter makes from a Stripe event. */
export interface Conversion {
  readonly eventName: string;
  readonly eventId: string;
  readonly value?: number | undefined;
  readonly currency?: string | undefined;
  /** Why it would not be sent, such as a refused consent. */
  readonly skipped?: Reason | undefined;
}

/** What a webhook route with these settings makes from one Stripe event. */
export interface Verdict {
  readonly conversions: readonly Conversion[];
  /** Why there is none, or no Purchase of what was paid. */
  readonly reason?: Reason | undefined;
  /** Why only a look-up in Stripe can tell what this is. */
  readonly lookUp?: string | undefined;
  /** The event with what was looked up. */
  readonly payload: StripeEvent;
}

/** Judges Stripe events by the adapter of the webhook route, without sending anything. */
export function createJudge(
  settings: Settings,
  stripe?: StripeLookups,
): (event: StripeEvent) => Promise<Verdict> {
  const adapter = stripeAdapter({ ...mappingOf(settings), stripe });
  return async (event) => {
    const found = await payloadOf(adapter, event, stripe !== undefined);
    if ('code' in found) {
      return { conversions: [], reason: found, lookUp: found.message, payload: event };
    }
    const made = adapter.toEvents(found, new Date());
    const undecided = adapter.undecided(found);
    const lookUp = undecided ?? (made.length > 0 ? adapter.uncertain(found) : undefined);
    const conversions = made.map((one) => conversionOf(one, settings));
    const isWhole = conversions.some(isPayment) || (made.length > 0 && !isPaid(found));
    const reason = isWhole ? undefined : reasonOf(adapter, found, settings, undecided);
    return { conversions, reason, lookUp, payload: found };
  };
}

/** Is this the event of a payment? A Subscribe is sent next to it. */
export function isPayment({ eventName }: { eventName: string }): boolean {
  return eventName === 'Purchase' || eventName === 'RecurringSubscriptionPayment';
}

function isPaid(payload: StripeEvent): boolean {
  return (paidObject(payload)?.value ?? 0) > 0;
}

async function payloadOf(
  adapter: StripeAdapter,
  event: StripeEvent,
  hasStripe: boolean,
): Promise<Reason | StripeEvent> {
  if (!hasStripe && !isThin(event)) return event;
  try {
    return await adapter.enrich(event);
  } catch (error) {
    const message = error instanceof WebhookError ? error.message : 'The look-up failed.';
    // The adapter's text also says what Stripe does with a webhook, and this is none.
    return { code: 'needs_look_up', message: message.replace(/ Until then Stripe keeps .*$/, '') };
  }
}

// https://docs.stripe.com/event-destinations#thin-events
function isThin(event: object): boolean {
  return Reflect.get(event, 'object') === 'v2.core.event';
}

function conversionOf(event: CapiEvent, settings: Settings): Conversion {
  const { whenConsentUnknown, testEventCode } = settings;
  // At the time of the webhook the event was new, whatever its age is now.
  const prepared = prepareEvent(
    { ...event, eventTime: Math.floor(Date.now() / 1000) },
    { whenConsentUnknown, testEventCode },
  );
  const { value, currency } = event.customData ?? {};
  return {
    eventName: event.eventName,
    eventId: String(event.eventId),
    value: typeof value === 'number' ? value : undefined,
    currency,
    skipped: prepared.ok
      ? undefined
      : { code: prepared.reason, message: prepared.issues[0]?.message ?? prepared.reason },
  };
}

function reasonOf(
  adapter: StripeAdapter,
  payload: StripeEvent,
  settings: Settings,
  undecided: string | undefined,
): Reason {
  const at = new Date();
  const [ignored] = adapter.ignored(payload);
  if (ignored !== undefined) return ignored;
  const [warning] = adapter.warnings?.(payload, at) ?? [];
  if (warning !== undefined) return warning;
  if (undecided !== undefined) return { code: 'needs_look_up', message: undecided };
  return ruleOf(payload, settings) ?? nothingIn(payload);
}

/** The setting because of which there is no event: with another value of it there would be one. */
function ruleOf(payload: StripeEvent, settings: Settings): Reason | undefined {
  const mapping = mappingOf(settings);
  const numberOf = (change: Partial<Settings>): number =>
    stripeToEvents(payload, { ...mapping, ...change }).length;
  const { renewals, purchaseSource, subscriptionEvents } = settings;
  const made = numberOf({});
  if (numberOf({ renewals: 'all' }) > made || numberOf({ renewals: 'recurring' }) > made) {
    const message = `renewals is "${renewals}", and this is a payment or the end of a subscription that it does not count.`;
    return { code: 'renewals', message };
  }
  const source = sourceOf(payload.type);
  if (source !== undefined && source !== purchaseSource && isPaid(payload)) {
    const message = `purchase-source is "${purchaseSource}", and this event shows a payment that another event counts.`;
    return { code: 'purchase_source', message };
  }
  if (subscriptionEvents !== false || numberOf({ subscriptionEvents: true }) === 0)
    return undefined;
  return { code: 'subscription_events', message: 'subscription-events is "no".' };
}

function sourceOf(type: string): Settings['purchaseSource'] | undefined {
  const plain = type.replace(/^v1\./, '');
  if (plain === 'payment_intent.succeeded') return 'payment_intent';
  if (plain === 'invoice.paid') return 'invoice';
  return plain.startsWith('checkout.session.') ? 'checkout' : undefined;
}

function nothingIn({ type }: StripeEvent): Reason {
  const known = stripeEventTypes.includes(type.replace(/^v1\./, ''));
  return known
    ? { code: 'nothing_paid', message: 'An amount of 0, not paid yet, or a change of status.' }
    : { code: 'not_a_conversion', message: 'Events of this type never count.' };
}
