import Stripe from 'stripe';

export const webhookSecret = 'whsec_made_up_for_these_tests';

export interface Signing {
  secret?: string | undefined;
  /** Unix seconds. */
  timestamp?: number | undefined;
}

/** A body as Stripe writes it. */
export function bodyOf(payload: unknown): string {
  return JSON.stringify(payload, null, 2);
}

/** Stripe's own signature over a body. */
export function signatureOf(
  payload: string,
  { secret = webhookSecret, timestamp }: Signing = {},
): string {
  return Stripe.webhooks.generateTestHeaderString({
    payload,
    secret,
    ...(timestamp === undefined ? {} : { timestamp }),
  });
}

export function signedRequest(payload: unknown, signing: Signing = {}): Request {
  const body = bodyOf(payload);
  return webhookRequest(body, { 'stripe-signature': signatureOf(body, signing) });
}

export function webhookRequest(
  body: BodyInit | null,
  headers: Readonly<Record<string, string>> = {},
): Request {
  return new Request('https://shop.example.com/webhooks/stripe', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });
}
