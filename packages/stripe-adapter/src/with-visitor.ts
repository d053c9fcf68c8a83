import { type PackVisitorOptions, packVisitor, type Visitor } from '@meta-capi/core';

/** What the parameters of the three creation calls have in common with metadata. */
export interface CreationParams {
  metadata?: Metadata;
  /** Of a Checkout Session only. */
  mode?: string | undefined;
  payment_intent_data?: { metadata?: Metadata } | undefined;
  subscription_data?: { metadata?: Metadata } | undefined;
  invoice_creation?: InvoiceCreation | undefined;
}

type Metadata = Readonly<Record<string, string | number | null>> | '' | null | undefined;

interface InvoiceCreation {
  enabled: boolean;
  invoice_data?: { metadata?: Metadata } | undefined;
}

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
export function withVisitor<Params extends CreationParams>(
  params: Params,
  visitor: Visitor,
  options: PackVisitorOptions = {},
): Params {
  const { meta_consent, ...others } = packVisitor(visitor, options);
  const packed = meta_consent === undefined ? others : { meta_consent, ...others };
  const carrying: CreationParams = { metadata: added(params.metadata, packed) };
  if (params.mode === 'payment') {
    carrying.payment_intent_data = carrier(params.payment_intent_data, packed);
    if (params.invoice_creation?.enabled) {
      const { invoice_data } = params.invoice_creation;
      carrying.invoice_creation = {
        ...params.invoice_creation,
        invoice_data: carrier(invoice_data, packed),
      };
    }
  }
  if (params.mode === 'subscription') {
    carrying.subscription_data = carrier(params.subscription_data, packed);
  }
  return { ...params, ...carrying };
}

type Packed = Readonly<Record<string, string>>;

function carrier<Data extends { metadata?: Metadata }>(data: Data | undefined, packed: Packed) {
  return { ...data, metadata: added(data?.metadata, packed) };
}

// https://docs.stripe.com/metadata: at most 50 keys
function added(own: Metadata, packed: Packed): Record<string, string | number | null> {
  const kept = own || {};
  const fresh = Object.entries(packed).filter(([key]) => !Object.hasOwn(kept, key));
  const room = Math.max(0, 50 - Object.keys(kept).length);
  return { ...kept, ...Object.fromEntries(fresh.slice(0, room)) };
}
