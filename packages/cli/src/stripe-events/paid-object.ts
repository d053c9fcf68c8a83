import { majorUnits } from '@meta-capi/stripe-adapter';

export interface PaidObject {
  readonly eventId: string;
  readonly value?: number | undefined;
  readonly currency?: string | undefined;
}

/**
 * The id and the amount of a PaymentIntent, an invoice or a Checkout Session whose event says that it
 * is paid, of 0 too. Of a thin event only the id.
 */
export function paidObject(payload: object): PaidObject | undefined {
  const { data, related_object: related } = payload as { data?: unknown; related_object?: unknown };
  const fields = Object(Object(data).object ?? related) as Readonly<Record<string, unknown>>;
  const { id, currency } = fields;
  if (typeof id !== 'string' || !/^(?:pi|in|cs)_/.test(id)) return undefined;
  if (data === undefined) return { eventId: id };
  const isPaid =
    fields['status'] === 'succeeded' ||
    fields['status'] === 'paid' ||
    fields['payment_status'] === 'paid' ||
    fields['payment_status'] === 'no_payment_required';
  if (!isPaid) return undefined;
  const amount = fields['amount_received'] ?? fields['amount_paid'] ?? fields['amount_total'];
  if (typeof amount !== 'number' || typeof currency !== 'string') return { eventId: id };
  const code = currency.toUpperCase();
  return { eventId: id, value: majorUnits(amount, code), currency: code };
}
