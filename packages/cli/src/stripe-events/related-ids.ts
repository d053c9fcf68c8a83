/**
 * The ids by which one payment is known in Stripe: of its PaymentIntent, charge, invoice and Checkout
 * Session, as far as this object names them. Not of its subscription, which has many payments.
 */
export function relatedIds(object: unknown): readonly string[] {
  const fields = Object(object) as Readonly<Record<string, unknown>>;
  const payment = Object(fields['payment']) as Readonly<Record<string, unknown>>;
  const details = Object(fields['payment_details']) as Readonly<Record<string, unknown>>;
  return [
    fields['id'],
    fields['payment_intent'],
    fields['invoice'],
    fields['charge'],
    fields['latest_charge'],
    // https://docs.stripe.com/api/invoice-payment/object
    payment['payment_intent'],
    details['order_reference'],
    ...sessionOf(fields),
  ]
    .map((one) => (typeof one === 'object' && one !== null ? Reflect.get(one, 'id') : one))
    .filter((id): id is string => typeof id === 'string' && /^(?:pi|in|cs|ch|py)_/.test(id));
}

/** A session that was looked up by its subscription belongs to the first payment alone. */
function sessionOf(fields: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { id, payment_intent, invoice } = Object(fields['meta_checkout_session']) as Readonly<
    Record<string, unknown>
  >;
  return [payment_intent, invoice].includes(fields['id']) ? [id] : [];
}

/** Groups of ids that belong to one payment each. */
export interface Payments {
  add(ids: readonly string[]): void;
  /** All known ids of the payment, this one included. */
  idsOf(id: string): ReadonlySet<string>;
}

export function createPayments(): Payments {
  const groups = new Map<string, Set<string>>();
  return {
    add(ids) {
      const merged = new Set(ids.flatMap((id) => [...(groups.get(id) ?? [id])]));
      for (const id of merged) groups.set(id, merged);
    },
    idsOf: (id) => groups.get(id) ?? new Set([id]),
  };
}
