import { type PackVisitorOptions, packVisitor, type Visitor } from '@meta-capi/core';
import { mergePackedVisitors } from '@meta-capi/core/adapter';

/**
 * The parameters of `paymentIntents.create`, `checkout.sessions.create` or `subscriptions.create`
 * with the visitor in metadata, wherever the webhook looks for it: Stripe does not copy a Session's
 * metadata. The strictest consent counts, of the visitor and of your own `meta_consent`. Under a
 * denial the other keys of `packVisitor` are removed. Your own keys stay as they are; what does not
 * fit beside them into Stripe's 50 is omitted, the consent last. A consent that does not fit is logged
 * as an error on the console.
 *
 * @example
 * stripe.checkout.sessions.create(withVisitor({ mode: 'payment', … }, visitorFromRequest(request)));
 */
// https://docs.stripe.com/payments/checkout/metadata
export function withVisitor<Params extends object>(
  params: Params,
  visitor: Visitor,
  options: PackVisitorOptions = {},
): Params & { metadata: FilledMetadata } {
  const { metadata, mode, payment_intent_data, subscription_data, invoice_creation }: Carriers =
    params;
  const { consent, consentAt } = mergePackedVisitors([
    packVisitor(visitor),
    metadata,
    payment_intent_data?.metadata,
    subscription_data?.metadata,
    invoice_creation?.invoice_data?.metadata,
  ]);
  const packed = packVisitor({ ...visitor, consent, consentAt }, options);
  const carrying: Carriers = {};
  if (mode === 'subscription') carrying.subscription_data = carrier(subscription_data, packed);
  if (mode === 'payment') carrying.payment_intent_data = carrier(payment_intent_data, packed);
  if (mode === 'payment' && invoice_creation?.enabled) {
    const invoice_data = carrier(invoice_creation.invoice_data, packed);
    carrying.invoice_creation = { ...invoice_creation, invoice_data };
  }
  return { ...params, ...carrying, metadata: filled(metadata, packed) };
}

/** Where the parameters of the three calls have metadata; only a Checkout Session has a `mode`. */
interface Carriers {
  metadata?: Metadata;
  mode?: string | undefined;
  payment_intent_data?: Carrier | undefined;
  subscription_data?: Carrier | undefined;
  invoice_creation?: { enabled: boolean; invoice_data?: Carrier | undefined } | undefined;
}

interface Carrier {
  metadata?: Metadata;
}

type Metadata = FilledMetadata | '' | null | undefined;
type FilledMetadata = Record<string, string | number | null>;
type Packed = Readonly<Record<string, string>>;

function carrier(data: Carrier | undefined, packed: Packed): Carrier {
  return { ...data, metadata: filled(data?.metadata, packed) };
}

// https://docs.stripe.com/metadata
const mostKeys = 50;

function filled(own: Metadata, { meta_consent, ...others }: Packed): FilledMetadata {
  const kept = isRefusal(meta_consent) ? withoutVisitor(own || {}) : { ...own };
  if (meta_consent !== undefined) {
    // The time belongs to the answer that is kept.
    delete kept['meta_consent_at'];
    if (Object.hasOwn(kept, 'meta_consent') || Object.keys(kept).length < mostKeys) {
      kept['meta_consent'] = meta_consent;
    } else console.error(noRoomFor(meta_consent));
  }
  const fresh = Object.entries(others).filter(([key]) => !Object.hasOwn(kept, key));
  const room = Math.max(0, mostKeys - Object.keys(kept).length);
  return { ...kept, ...Object.fromEntries(fresh.slice(0, room)) };
}

/** An answer that cannot be read counts as a refusal. */
function isRefusal(consent: string | undefined): boolean {
  return consent === 'denied' || consent === 'unreadable';
}

function noRoomFor(consent: string): string {
  return `meta-capi: withVisitor could not add meta_consent (${consent}), because your metadata has 50 keys, the most that Stripe accepts. Remove one of your keys. Until then this payment has no answer of the visitor.`;
}

const visitorKeys: ReadonlySet<string> = new Set([
  'meta_fbp',
  'meta_fbc',
  'meta_url',
  'meta_ip',
  'meta_ua',
]);

function withoutVisitor(own: FilledMetadata): FilledMetadata {
  return Object.fromEntries(Object.entries(own).filter(([key]) => !visitorKeys.has(key)));
}
