/** One sale as a shop has it, before anything is normalised: the input of every contender. */
export interface Purchase {
  eventId: string;
  /** Unix seconds. */
  eventTime: number;
  email: string;
  phone: string;
  firstName: string;
  lastName: string;
  city: string;
  state: string;
  zip: string;
  country: string;
  externalId: string;
  fbp: string;
  fbc: string;
  clientIpAddress: string;
  clientUserAgent: string;
  eventSourceUrl: string;
  value: number;
  currency: string;
  orderId: string;
  contents: readonly { id: string; quantity: number; item_price: number }[];
}

/** The n-th of many made-up sales; all differ, so that nothing can be remembered. */
export function makePurchase(n: number): Purchase {
  const now = Math.floor(Date.now() / 1000);
  return {
    eventId: `order-${n}`,
    eventTime: now,
    email: ` Jane.Doe+${n}@Example.com `,
    phone: `+1 (415) 555-${String(n % 10_000).padStart(4, '0')}`,
    firstName: 'Jane',
    lastName: `Doe-${n % 1000}`,
    city: 'San Francisco',
    state: 'CA',
    zip: String(94_000 + (n % 999)),
    country: 'US',
    externalId: `customer-${n}`,
    fbp: `fb.1.${now}000.${1_000_000_000 + n}`,
    fbc: `fb.1.${now}000.IwAR2F4-dbP0l7Mn1IawQQGCINEz7PYXQvwjNwB_qa2ofrHyiLjcbCRxTDMgk`,
    clientIpAddress: `8.8.${(n >> 8) % 256}.${n % 256}`,
    clientUserAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
    eventSourceUrl: `https://shop.example.com/thank-you?order=${n}`,
    value: 142.52,
    currency: 'USD',
    orderId: `order-${n}`,
    contents: [
      { id: 'sku-1', quantity: 1, item_price: 99.99 },
      { id: 'sku-2', quantity: 2, item_price: 15.5 },
      { id: 'sku-3', quantity: 1, item_price: 11.53 },
    ],
  };
}
