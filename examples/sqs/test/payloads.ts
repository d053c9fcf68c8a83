import Stripe from 'stripe';

export const webhookSecret = 'whsec_made_up_for_this_test_only';
export const activeCampaignSecret = 'made-up-secret-of-this-test';

/** The webhook of a successful Stripe payment, as a function URL passes it to Lambda. */
export function stripeRequest(id: string): unknown {
  const created = Math.floor(Date.now() / 1000);
  const body = JSON.stringify({
    id: `evt_${id}`,
    object: 'event',
    api_version: '2026-10-28.preview',
    created,
    livemode: true,
    type: 'payment_intent.succeeded',
    data: {
      object: {
        id: `pi_${id}`,
        object: 'payment_intent',
        amount: 1250,
        amount_received: 1250,
        currency: 'eur',
        created,
        status: 'succeeded',
        receipt_email: `${id}@example.com`,
        metadata: {},
      },
    },
  });
  const signature = Stripe.webhooks.generateTestHeaderString({
    payload: body,
    secret: webhookSecret,
  });
  return httpEvent('/', body, {
    'content-type': 'application/json',
    'stripe-signature': signature,
  });
}

/** The webhook of a subscription to an ActiveCampaign list. */
export function activeCampaignRequest(id: number): unknown {
  const body = new URLSearchParams({
    type: 'subscribe',
    date_time: new Date().toISOString(),
    initiated_from: 'public',
    list: '1',
    'contact[id]': String(id),
    'contact[email]': `contact${id}@example.com`,
  });
  return httpEvent('/', body.toString(), {
    'content-type': 'application/x-www-form-urlencoded',
    'x-webhook-secret': activeCampaignSecret,
  });
}

function httpEvent(path: string, body: string, headers: Record<string, string>): unknown {
  return {
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    headers: { host: 'made-up.lambda-url.eu-west-1.on.aws', ...headers },
    requestContext: {
      domainName: 'made-up.lambda-url.eu-west-1.on.aws',
      http: { method: 'POST', path, sourceIp: '203.0.113.7' },
    },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  };
}
