import { createSqsConsumer } from '@meta-capi/aws/sqs';
import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { createCapiClient, unpackVisitor } from '@meta-capi/core';
import { usercentricsV2 } from '@meta-capi/core/browser';
import * as consentTools from '@meta-capi/core/consent-tools';
import { tcfCookies } from '@meta-capi/core/consent-tools/tcf';
import { stripeEventBridgeHandler } from '@meta-capi/stripe-adapter/eventbridge';
import { FakeSqs } from '../../packages/aws/test/fake-sqs.ts';
import { describeEvent } from '../../packages/cli/src/listen/describe-event.ts';
import { followFeed } from '../../packages/cli/src/listen/feed.ts';
import type { SandboxEvent } from '../../packages/cli/src/listen/sandbox-event.ts';
import { summarizeEvents } from '../../packages/cli/src/listen/summary.ts';
import { suspicionsOf } from '../../packages/cli/src/listen/suspicions.ts';
import { createOutput } from '../../packages/cli/src/output.ts';
import { nested, origin, type Send } from './ingress-requests.ts';

// Texts that a visitor wrote and that a known sender passes on, or a page without any sender.

const capi = createCapiClient({
  pixelId: '1234567890',
  accessToken: 'EAAmadeupmadeupmadeup',
  whenConsentUnknown: 'send',
  fetch: async () => Response.json({ events_received: 1 }),
});
const reporter = (): void => undefined;

const readers: Readonly<Record<string, readonly [cookie: string, consentTools.CookieReader]>> = {
  axeptio: ['axeptio_cookies', consentTools.axeptio('facebook_pixel')],
  c15t: ['c15t', consentTools.c15t()],
  complianz: ['cmplz_marketing', consentTools.complianz()],
  cookieYes: ['cookieyes-consent', consentTools.cookieYes()],
  cookiebot: ['CookieConsent', consentTools.cookiebot()],
  didomi: ['didomi_token', consentTools.didomi('facebook', ['cookies'])],
  iubenda: ['_iub_cs-1', consentTools.iubenda()],
  klaro: ['klaro', consentTools.klaro('meta')],
  oneTrust: ['OptanonConsent', consentTools.oneTrust()],
  tcf: ['euconsent-v2', tcfCookies()],
  usercentricsV2: ['uc_settings', usercentricsV2('meta')],
  vanillaCookieConsent: ['cc_cookie', consentTools.vanillaCookieConsent('marketing')],
};

const read = (reader: consentTools.CookieReader, cookies: string): unknown => [
  reader(cookies),
  reader.grantedAt?.(cookies),
  reader.decidedBy?.(cookies),
];

/** Of each consent tool, the header and the value of its cookie. */
export const consentPlaces: Readonly<Record<string, Send>> = {
  ...Object.fromEntries(
    Object.entries(readers).flatMap(([tool, [cookie, reader]]): [string, Send][] => [
      [`${tool}, Cookie`, (text) => read(reader, text)],
      [`${tool}, value`, (text) => read(reader, `${cookie}=${text}`)],
      [`${tool}, many`, (text) => read(reader, `${cookie}=1;`.repeat(text.length / 20))],
    ]),
  ),
  'tcf, a head and a text': (text) => read(tcfCookies(), `euconsent-v2=${tcfHead}${text}`),
  'tcf, Additional Consent': (text) =>
    read(tcfCookies(), `euconsent-v2=${tcfHead}; addtl_consent=${text}`),
  googleConsentMode: (text) => consentTools.googleConsentMode(`/?gcd=${text}&gcs=${text}`),
};

/** Version 2, whose lists of vendors are what the hostile text says. */
const tcfHead = 'CQuV9AAQuV9AAAKABAENDIFgALIAAAAAAAAA';

const bus = stripeEventBridgeHandler(capi, { reporter });
const stripeEvent = (object: object): unknown =>
  bus({
    source: 'aws.partner/stripe.com/ed_1',
    detail: {
      id: 'evt_1',
      object: 'event',
      type: 'checkout.session.completed',
      created: Math.floor(Date.now() / 1000),
      data: {
        object: {
          id: 'cs_1',
          object: 'checkout.session',
          mode: 'payment',
          payment_status: 'paid',
          amount_total: 100,
          currency: 'eur',
          ...object,
        },
      },
    },
  });

/** What a customer writes into a Checkout page, or into the link that leads to it. */
export const stripePlaces: Readonly<Record<string, Send>> = {
  metadata: (text) =>
    stripeEvent({ metadata: { meta_fbc: text, meta_url: `${origin}/${text}`, order_id: text } }),
  'a metadata key': (text) => stripeEvent({ metadata: { [text]: text } }),
  client_reference_id: (text) => stripeEvent({ client_reference_id: text }),
  'client_reference_id, packed': (text) => stripeEvent({ client_reference_id: `mc1${text}` }),
  customer_details: (text) =>
    stripeEvent({
      customer_details: {
        email: text,
        name: text,
        phone: text,
        address: { city: text, postal_code: text, state: text, country: 'US' },
      },
    }),
};

const trigger = createPostConfirmationHandler(capi, { reporter });
const signUp = (attributes: object, clientMetadata: Record<string, string> = {}): unknown =>
  trigger(
    {
      version: '1',
      region: 'eu-west-1',
      userPoolId: 'eu-west-1_aBcD1234E',
      userName: 'kim',
      callerContext: { awsSdkVersion: '1', clientId: '1example23456789' },
      triggerSource: 'PostConfirmation_ConfirmSignUp',
      request: {
        userAttributes: { sub: '1d5f5a52-6f1d-4c2a-9c8e-0a4f3f1f8a11', ...attributes },
        clientMetadata,
      },
      response: {},
    } as never,
    { getRemainingTimeInMillis: () => 5000 },
  );

/** What a person who signs up writes. */
export const cognitoPlaces: Readonly<Record<string, Send>> = {
  attributes: (text) =>
    signUp({ email: text, phone_number: text, name: text, birthdate: text, address: text }),
  ClientMetadata: (text) =>
    signUp(
      {},
      { meta_fbp: text, meta_fbc: text, meta_url: `${origin}/${text}`, meta_consent: text },
    ),
  'a ClientMetadata key': (text) => signUp({}, { [text]: text }),
};

const queueUrl = 'https://sqs.eu-west-1.amazonaws.com/123456789012/events';
const consumer = createSqsConsumer(
  { '1234567890': capi },
  { client: new FakeSqs(), queueUrl, deadLetterQueueUrl: `${queueUrl}-dead`, reporter },
);
const message = { messageId: 'm-1', receiptHandle: 'h-1' };
const attributes = { ApproximateReceiveCount: '1' };
const consume: Send = (body) => consumer({ Records: [{ ...message, body, attributes }] });

export const carrierPlaces: Readonly<Record<string, Send>> = {
  unpackVisitor: (text) =>
    unpackVisitor({ meta_fbp: text, meta_fbc: text, meta_url: `${origin}/${text}`, meta_ua: text }),
  'an SQS message': consume,
  'an SQS message, nested': (text) =>
    consume(`{"v":1,"pixelId":"1234567890","event":{"wire":${nested(text.length / 12)}}}`),
};

const output = createOutput({ write: () => true }, { write: () => true }, {}, false);

/** What `meta-capi listen` prints of the sandbox's events, which any page of the machine can post. */
export const listenPlaces: Readonly<Record<string, Send>> = {
  'event name and id': (text) => listen([eventOf({ eventName: text, eventId: text })]),
  'custom data': (text) => listen([eventOf({ event: { custom_data: { currency: text } } })]),
  'event names': (text) => listen(many(text, (index) => ({ eventName: `${index}` }))),
  'events of one name': (text) => listen(many(text, (index) => ({ eventId: `${index}` }))),
  feed: (text) => feedOf(text.repeat(50)),
};

function eventOf(given: Partial<SandboxEvent>): SandboxEvent {
  return {
    number: 1,
    source: 'server',
    receivedAt: 0,
    verdict: 'counted',
    pixelId: '1234567890',
    eventName: 'Lead',
    event: {},
    findings: [],
    conversion: 1,
    ...given,
  };
}

/** Up to 5,000 events. */
function many(text: string, change: (index: number) => Partial<SandboxEvent>): SandboxEvent[] {
  return Array.from({ length: text.length / 20 }, (_, index) =>
    eventOf({ number: index, conversion: index, ...change(index) }),
  );
}

function listen(events: readonly SandboxEvent[]): void {
  for (const event of events.slice(0, 100)) {
    output.print(
      describeEvent(event, () => undefined),
      event,
    );
  }
  output.print('', [summarizeEvents(events), suspicionsOf(events)]);
}

async function feedOf(text: string): Promise<void> {
  const bytes = new TextEncoder().encode(`event: events\ndata: ${JSON.stringify([text])}\n\n`);
  const body = new ReadableStream({
    start(controller) {
      for (let from = 0; from < bytes.length; from += 16_384) {
        controller.enqueue(bytes.subarray(from, from + 16_384));
      }
      controller.close();
    },
  });
  const platform = globalThis.fetch;
  globalThis.fetch = async () => new Response(body);
  try {
    for await (const _ of followFeed('http://127.0.0.1', new AbortController().signal));
  } finally {
    globalThis.fetch = platform;
  }
}
