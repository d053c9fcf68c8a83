import { activeCampaignAdapter } from '@meta-capi/activecampaign-adapter';
import {
  createRelayHandler,
  createWebhookHandler,
  type EventSink,
  toLambdaHandler,
  toNodeHandler,
  visitorFromRequest,
} from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { form, json, nested, origin, type Send, to, withHeader } from './ingress-requests.ts';

const sink: EventSink = {
  sendEvents: async (events) => ({
    ok: true,
    eventsReceived: events.length,
    outcomes: events.map(({ eventName, eventId }) => ({
      eventName,
      eventId,
      outcome: 'delivered',
    })),
    warnings: [],
  }),
};
const silent = { reporter: () => undefined };
const acSecret = 'made-up-secret-of-a-webhook';

const stripe = createWebhookHandler(
  stripeAdapter({ webhookSecret: ['whsec_made_up_one', 'whsec_made_up_two'] }),
  sink,
  silent,
);
const activeCampaign = createWebhookHandler(
  activeCampaignAdapter({ account: 'example', secret: acSecret }),
  sink,
  silent,
);
const relay = createRelayHandler(sink, {
  allow: ['Lead'],
  origins: [origin],
  trustProxy: 1,
  perMinute: 1_000_000_000,
  ...silent,
});
const echo = async (request: Request): Promise<Response> => new Response(await request.text());
const node = toNodeHandler(echo);
const lambda = toLambdaHandler(echo);
const stripeUrl = `${origin}/webhooks/stripe`;
const acUrl = `${origin}/hooks/`;
const signed = { ...json, 'stripe-signature': `t=1,v1=${'0'.repeat(64)}` };
const page = { ...json, origin };
const lead = JSON.stringify({ eventName: 'Lead', eventId: 'lead-1' });

const visitor = (request: Request): unknown => visitorFromRequest(request, { trustProxy: 1 });
const get = (headers: Record<string, string>, url = `${origin}/`): unknown =>
  visitor(new Request(url, { headers: { accept: 'text/html', ...headers } }));

const nodeRequest = (url: string, headers: Record<string, string | string[]>, body = ''): unknown =>
  node(
    {
      method: 'POST',
      url,
      headers: { host: 'shop.example', ...headers },
      socket: { remoteAddress: '127.0.0.1' },
      async *[Symbol.asyncIterator]() {
        yield new TextEncoder().encode(body);
      },
    },
    { writeHead: () => undefined, end: () => undefined },
  );

const lambdaRequest = (given: Parameters<typeof lambda>[0]): unknown =>
  lambda({ requestContext: { http: { method: 'POST' } }, rawPath: '/', ...given });

/** Of each ingress, the places in a request that an unauthenticated sender fills. */
export const places: Readonly<Record<string, Readonly<Record<string, Send>>>> = {
  'Stripe webhook': {
    path: (text) => to(stripe, `${stripeUrl}/${text}`, signed, '{}'),
    query: (text) => to(stripe, `${stripeUrl}?${text}`, signed, '{}'),
    'Content-Type': withHeader(stripe, stripeUrl, 'content-type', signed, '{}'),
    'Content-Type, continued': (text) =>
      to(stripe, stripeUrl, { ...signed, 'content-type': `application/json${text}` }, '{}'),
    'Stripe-Signature': withHeader(stripe, stripeUrl, 'stripe-signature', json, '{}'),
    'Stripe-Signature, continued': (text) =>
      to(stripe, stripeUrl, { ...json, 'stripe-signature': `t=1,v1=0,${text}` }, '{}'),
    'Content-Length': withHeader(stripe, stripeUrl, 'content-length', signed, '{}'),
    body: (text) => to(stripe, stripeUrl, signed, text),
  },
  'ActiveCampaign webhook': {
    path: (text) => to(activeCampaign, acUrl + text, form, 'a=b'),
    'path before the secret': (text) =>
      to(activeCampaign, `${acUrl}${text}/${acSecret}`, form, 'a=b'),
    'path after the secret': (text) =>
      to(activeCampaign, `${acUrl}${acSecret}${text}`, form, 'a=b'),
    query: (text) => to(activeCampaign, `${acUrl}?${text}`, form, 'a=b'),
    Authorization: withHeader(activeCampaign, acUrl, 'authorization', form, 'a=b'),
    'Authorization, continued': (text) =>
      to(activeCampaign, acUrl, { ...form, authorization: `Basic ${text}` }, 'a=b'),
    'X-Webhook-Secret': withHeader(activeCampaign, acUrl, 'x-webhook-secret', form, 'a=b'),
    'Content-Type with the secret': (text) =>
      to(
        activeCampaign,
        acUrl + acSecret,
        { 'content-type': `${form['content-type']}${text}` },
        '',
      ),
    'body with the secret': (text) => to(activeCampaign, acUrl + acSecret, form, text),
  },
  relay: {
    Origin: withHeader(relay, origin, 'origin', json, lead),
    'Content-Type': withHeader(relay, origin, 'content-type', page, lead),
    Cookie: withHeader(relay, origin, 'cookie', page, lead),
    Referer: (text) => to(relay, origin, { ...page, referer: `${origin}/${text}` }, lead),
    Host: withHeader(
      relay,
      origin,
      'host',
      { ...json, origin: 'null', 'sec-fetch-site': 'same-origin' },
      lead,
    ),
    'X-Forwarded-For': withHeader(relay, origin, 'x-forwarded-for', page, lead),
    'X-Forwarded-Host': withHeader(relay, origin, 'x-forwarded-host', page, lead),
    'User-Agent': withHeader(relay, origin, 'user-agent', page, lead),
    body: (text) => to(relay, origin, page, text),
    'nested body': (text) =>
      to(relay, origin, page, `${lead.slice(0, -1)},"customData":${nested(text.length / 12)}}`),
  },
  toNodeHandler: {
    path: (text) => nodeRequest(`/${text}`, {}),
    Host: (text) => nodeRequest('/', { host: text }),
    header: (text) => nodeRequest('/', { 'x-any': text }),
    'many headers': (text) => nodeRequest('/', { 'x-any': text.match(/.{1,100}/gsu) ?? [] }),
    body: (text) => nodeRequest('/', {}, text),
  },
  toLambdaHandler: {
    path: (text) => lambdaRequest({ rawPath: `/${text}` }),
    query: (text) => lambdaRequest({ rawQueryString: text }),
    'query, version 1': (text) =>
      lambdaRequest({ multiValueQueryStringParameters: { [text]: [text] } }),
    Host: (text) => lambdaRequest({ headers: { host: text } }),
    header: (text) => lambdaRequest({ headers: { 'x-any': text } }),
    cookies: (text) => lambdaRequest({ cookies: text.match(/.{1,100}/gsu) ?? [] }),
    body: (text) => lambdaRequest({ body: text }),
    'body in base64': (text) =>
      lambdaRequest({ body: Buffer.from(text).toString('base64'), isBase64Encoded: true }),
    'broken base64': (text) => lambdaRequest({ body: text, isBase64Encoded: true }),
  },
  visitorFromRequest: {
    URL: (text) => get({}, `${origin}/${text}`),
    query: (text) => get({}, `${origin}/?${text}`),
    fbclid: (text) => get({}, `${origin}/?fbclid=${text}`),
    Cookie: (text) => get({ cookie: text }),
    _fbp: (text) => get({ cookie: `_fbp=fb.1.1700000000000.${text}` }),
    _fbc: (text) => get({ cookie: `_fbc=fb.1.1700000000000.${text}` }),
    meta_consent: (text) => get({ cookie: `meta_consent=${text}` }),
    Referer: (text) => get({ referer: `${origin}/${text}` }),
    'Referer query': (text) => get({ referer: `${origin}/?${text}` }),
    'User-Agent': (text) => get({ 'user-agent': text }),
    Host: (text) => get({ host: text }),
    Accept: (text) => get({ accept: text }),
    'Sec-GPC': (text) => get({ 'sec-gpc': text }),
    'X-Forwarded-For': (text) => get({ 'x-forwarded-for': text }),
    'X-Forwarded-Proto': (text) => get({ 'x-forwarded-proto': text }),
    'X-Forwarded-Host': (text) => get({ 'x-forwarded-host': text }),
  },
};
