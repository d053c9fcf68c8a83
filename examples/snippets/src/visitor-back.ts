import { type CapiEvent, unpackVisitor } from '@meta-capi/core';

interface Order {
  id: string;
  paidAt: Date;
  email: string;
  metadata: Record<string, string>;
}

/** The conversion, with the visitor of the checkout request. */
export function orderPaid(order: Order): CapiEvent {
  return {
    eventName: 'Purchase',
    eventId: order.id,
    eventTime: order.paidAt,
    userData: { email: order.email },
    visitor: unpackVisitor(order.metadata),
    customData: { value: 42, currency: 'EUR', order_id: order.id },
  };
}
