import * as core from '@meta-capi/core';

// Every secret here is unique. The cases give each to a function in every place where somebody may put
// it, such as `{ ...configFromEnv(process.env), … }`.

export const secrets = {
  token: 'EAAcanaryAccessToken0123456789',
  appSecret: 'c0ffeec0ffeec0ffeec0ffeec0ffee01',
  webhookSecret: 'whsec_canaryStripeSecret012345',
  urlSecret: 'canary-secret-in-the-url-0123',
  apiToken: 'canary-api-token-0123456789abcdef',
};
export const person = {
  email: 'canary.person@example.com',
  phone: '447700900123',
  firstName: 'Canaryfirst',
  lastName: 'Canarylast',
};

export const env = core.configFromEnv({
  META_PIXEL_ID: '1234567890',
  META_CAPI_ACCESS_TOKEN: secrets.token,
  META_CONSENT_UNKNOWN: 'send',
});
export const everything = { ...secrets, accessToken: secrets.token, ...person };
export const config = { ...env, appSecret: secrets.appSecret, whenConsentUnknown: 'send' } as const;
// `phone` of the configuration is a function.
const { phone: _, ...others } = everything;
export const everythingElse = others;
export const visitor = {
  fbp: 'fb.1.1700000000000.1116446470',
  clientUserAgent: 'Mozilla/5.0',
  eventSourceUrl: `https://shop.example/reset?token=${secrets.token}&mail=${person.email}`,
  consent: 'granted',
} as const;
export const event = {
  eventName: 'Lead',
  eventId: 'lead-1',
  eventTime: new Date(),
  userData: person,
  visitor,
} satisfies core.CapiEvent;

/** What a case wrote, where the console is not all. */
export type Case = () => unknown;

export const refusing =
  (text: string): typeof fetch =>
  async () =>
    new Response(JSON.stringify({ error: { message: text, code: 100, type: 'OAuthException' } }), {
      status: 400,
    });
export const quoting = `(#100) ${secrets.token} ${person.email} ${person.phone}`;
export const failingSink: core.EventSink = {
  sendEvents: () => Promise.reject(new Error(quoting)),
};
export const stripePayment = {
  id: 'evt_1',
  object: 'event',
  type: 'payment_intent.succeeded',
  created: Math.floor(Date.now() / 1000),
  livemode: true,
  data: {
    object: {
      id: 'pi_1',
      object: 'payment_intent',
      amount: 1,
      amount_received: 1,
      currency: 'eur',
      created: 1_700_000_000,
      receipt_email: person.email,
      client_secret: secrets.token,
      metadata: { session: secrets.token },
    },
  },
};
export const thinPayment = {
  id: 'evt_2',
  object: 'v2.core.event',
  type: 'v1.payment_intent.succeeded',
  created: new Date().toISOString(),
  livemode: true,
  related_object: { id: 'pi_1', type: 'payment_intent', url: `/v1/${secrets.token}` },
};

/** Stripe clients whose every call fails, with a text that quotes what must not be shown. */
export const refusingLookUps = [
  () => Promise.reject(new Error(quoting)),
  // As Stripe's own errors, which hold the request.
  () => Promise.reject(Object.assign(new Error(quoting), { statusCode: 401, raw: everything })),
  () => {
    throw new TypeError(quoting);
  },
  () => Promise.resolve({ id: 7, quoting, ...everything }),
].map((fail) => {
  const resource = { retrieve: fail, list: fail };
  return {
    paymentIntents: resource,
    invoices: resource,
    subscriptions: resource,
    invoicePayments: resource,
    checkout: { sessions: resource },
  };
});
