import { countedMap } from '../mapping/event-maps.ts';
import { type Settings, type StripeToEventsOptions, withDefaults } from '../mapping/options.ts';
import { readStripeEvent, type StripeEvent } from '../mapping/stripe-event.ts';
import { readThinEvent } from '../mapping/thin-event.ts';
import { uncertain, undecidable } from '../mapping/undecidable.ts';
import { createWarnOnce } from '../mapping/warn-once.ts';

/** Watches what an endpoint receives, and writes each line to the console once. */
export interface EventTypeWatch {
  /** An event was received, in the types that are known to make nothing. */
  received(payload: unknown): void;
  /** An event has what was looked up: what still cannot be decided is logged. */
  enriched(event: StripeEvent): void;
  /** A Checkout Session completed whose payment is captured later. */
  sessionToCapture(): void;
}

/**
 * Warns once on the console where an endpoint receives events that look like conversions and count
 * as none, and has not received the type that counts; and where `stripe` is needed to decide. This is
 * no report, since a shop may select more types than it needs.
 */
export function watchEventTypes(
  options: StripeToEventsOptions,
  hasStripe: boolean,
): EventTypeWatch {
  const settings = withDefaults(options);
  const warnOnce = createWarnOnce();
  const types = watchTypes(warnOnce);
  // Stripe keeps no order: what belongs to a single object may still arrive.
  const isSecondSubscription = secondOf();
  const isSecondInvoice = secondOf();

  return {
    received(payload) {
      const { type, id } = essence(payload);
      if (type === undefined) return;
      types.add(type);
      const wanted = wantedInstead(type, settings, hasStripe);
      if (wanted !== undefined) types.warnWithout(wanted, noPurchaseFrom(type, settings));
      if (type.startsWith('customer.subscription.') && isSecondSubscription(id)) {
        if (makesPaymentEvents(settings)) types.warnWithout(sources.invoice, subscriptionsOnly);
      }
      if (type === 'invoice.paid' && isSecondInvoice(id)) {
        if (settings.purchaseSource === 'payment_intent') {
          types.warnWithout(sources.payment_intent, noPurchaseFrom(type, settings));
        }
      }
    },
    enriched(payload) {
      const message = whyUndecided(payload, settings, hasStripe);
      if (message !== undefined) warnOnce(message);
    },
    sessionToCapture() {
      types.warnWithout(sources.payment_intent, captureLater);
    },
  };
}

/** The types that were received, and the warnings about those that were not. */
function watchTypes(warnOnce: (message: string) => void): {
  add(type: string): void;
  warnWithout(wanted: readonly string[], message: string): void;
} {
  const received = new Set<string>();
  const missed = new Set<string>();
  return {
    add: (type) => received.add(type),
    warnWithout(wanted, message) {
      const types = wanted.join(' and ');
      if (missed.has(types) || wanted.some((type) => received.has(type))) return;
      missed.add(types);
      warnOnce(
        `${message} Add ${types} to the events of this endpoint in Stripe. If it receives them already, no action is needed.`,
      );
    },
  };
}

/** What cannot be decided about an event; what only `stripe` can look up counts without it. */
function whyUndecided(
  payload: unknown,
  settings: Settings,
  hasStripe: boolean,
): string | undefined {
  const event = readStripeEvent(payload);
  if (event === undefined) return undefined;
  const { type, data } = event;
  const message = undecidable(type, data.object, settings);
  return message ?? (hasStripe ? undefined : uncertain(type, data.object, settings));
}

/** Whether an id is another one than the first. */
function secondOf(): (id: string | undefined) => boolean {
  let first: string | undefined;
  return (id) => {
    first ??= id;
    return first !== id;
  };
}

const sources = {
  payment_intent: ['payment_intent.succeeded'],
  checkout: ['checkout.session.completed', 'checkout.session.async_payment_succeeded'],
  invoice: ['invoice.paid'],
} as const satisfies Record<Settings['purchaseSource'], readonly string[]>;

function sourceOf(type: string): string | undefined {
  return Object.entries(sources).find(([, types]) => types.some((one) => one === type))?.[0];
}

function makesPaymentEvents({ subscriptionEvents, renewals }: Settings): boolean {
  return subscriptionEvents || renewals === 'recurring';
}

/** The types to choose instead of one that looks like a payment and makes nothing. */
function wantedInstead(
  type: string,
  settings: Settings,
  hasStripe: boolean,
): readonly string[] | undefined {
  const wanted = sources[settings.purchaseSource];
  switch (type) {
    case 'charge.succeeded':
      return wanted;
    case 'invoice.payment_succeeded':
    case 'invoice_payment.paid':
      return makesPaymentEvents(settings) ? sources.invoice : wanted;
    case 'payment_intent.succeeded':
      // With `stripe` it counts where a Checkout Session's payment is captured later.
      if (settings.purchaseSource === 'checkout' && !hasStripe) return wanted;
      return countedMap(type, settings) === undefined ? wanted : undefined;
    default:
      if (sourceOf(type) === undefined) return undefined;
      return countedMap(type, settings) === undefined ? wanted : undefined;
  }
}

function noPurchaseFrom(type: string, { purchaseSource }: Settings): string {
  const source = sourceOf(type);
  const choice =
    source === undefined ? '' : ` To count ${type}, set purchaseSource to "${source}".`;
  return `no Purchase is made from ${type}, since purchaseSource is "${purchaseSource}".${choice}`;
}

const subscriptionsOnly =
  'no Subscribe is made from customer.subscription events: the first payment makes it.';

const captureLater =
  'no Purchase is made from a Checkout Session whose payment is captured later: the capture makes it.';

/** What is watched of an event, thin or not. */
function essence(payload: unknown): {
  type?: string;
  id?: string | undefined;
} {
  const thin = readThinEvent(payload);
  if (thin !== undefined) return { type: thin.type, id: thin.relatedId };
  const event = readStripeEvent(payload);
  if (event === undefined) return {};
  const { object } = event.data;
  const id: unknown = object === null ? undefined : Reflect.get(Object(object), 'id');
  return { type: event.type, id: typeof id === 'string' ? id : undefined };
}
