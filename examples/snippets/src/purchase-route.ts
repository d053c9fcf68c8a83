import { type CapiClient, visitorFromRequest } from '@meta-capi/core';

/** A paid order of your own shop. */
interface Order {
  id: string;
  total: number;
  currency: string;
  email: string;
}

/** Call it once the order is paid; the thank-you page tracks the same id with `trackPixelEvent`. */
export async function sendPurchase(
  request: Request,
  order: Order,
  capi: CapiClient,
): Promise<boolean> {
  const result = await capi.sendPurchaseEvent({
    eventId: order.id,
    userData: { email: order.email },
    visitor: visitorFromRequest(request),
    // In the currency's main unit: 49.99, not 4999.
    customData: { value: order.total, currency: order.currency, order_id: order.id },
  });
  // It never rejects. The result contains why an event was not sent.
  if (!result.ok) console.warn(result);
  return result.ok;
}
