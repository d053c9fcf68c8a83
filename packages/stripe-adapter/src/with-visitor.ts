import { type PackVisitorOptions, packVisitor, type Visitor } from '@meta-capi/core';

/**
 * The parameters of `paymentIntents.create`, `checkout.sessions.create` or `subscriptions.create`
 * with the visitor in metadata, wherever the webhook will look for it: Stripe copies a Session's
 * metadata nowhere. Your own keys stay as they are; what does not fit beside them into Stripe's 50
 * is left out, the consent last.
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
  const { meta_consent, ...others } = packVisitor(visitor, options);
  const packed = meta_consent === undefined ? others : { meta_consent, ...others };
  const { metadata, mode, payment_intent_data, subscription_data, invoice_creation }: Carriers =
    params;
  const carrying: Carriers = {};
  if (mode === 'subscription') carrying.subscription_data = carrier(subscription_data, packed);
  if (mode === 'payment') carrying.payment_intent_data = carrier(payment_intent_data, packed);
  if (mode === 'payment' && invoice_creation?.enabled) {
    const invoice_data = carrier(invoice_creation.invoice_data, packed);
    carrying.invoice_creation = { ...invoice_creation, invoice_data };
  }
  return { ...params, ...carrying, metadata: filled(metadata, packed) };
}

/** Where the parameters of the three calls hold metadata; only a Checkout Session has a `mode`. */
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

// https://docs.stripe.com/metadata: at most 50 keys
function filled(own: Metadata, packed: Packed): FilledMetadata {
  const kept = own || {};
  const fresh = Object.entries(packed).filter(([key]) => !Object.hasOwn(kept, key));
  const room = Math.max(0, 50 - Object.keys(kept).length);
  return { ...kept, ...Object.fromEntries(fresh.slice(0, room)) };
}
