import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { activeCampaignAdapter } from '@meta-capi/activecampaign-adapter';
import {
  createRelayHandler,
  createWebhookHandler,
  type EventSink,
  toLambdaHandler,
  toNodeHandler,
  visitorFromRequest,
} from '@meta-capi/core';
import { createSandbox, startSandbox } from '@meta-capi/sandbox';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { afterAll, describe, expect, test } from 'vitest';
import { type Growth, growth, maxRatio } from './cpu-time.ts';
import { ends, repeated } from './hostile-text.ts';

// F-62. Everything that is done with the bytes of an unauthenticated sender takes linear time: ten
// times the input, at most 15 times the time. Each row is a place in a request that the sender fills.

const size = 10_000;
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
const quiet = { reporter: () => undefined };
const acSecret = 'made-up-secret-of-a-webhook';
const origin = 'https://shop.example';

const stripe = createWebhookHandler(
  stripeAdapter({ webhookSecret: ['whsec_made_up_one', 'whsec_made_up_two'] }),
  sink,
  quiet,
);
const activeCampaign = createWebhookHandler(
  activeCampaignAdapter({ account: 'example', secret: acSecret }),
  sink,
  quiet,
);
const relay = createRelayHandler(sink, {
  allow: ['Lead'],
  origins: [origin],
  trustProxy: 1,
  perMinute: 1_000_000_000,
  ...quiet,
});
const echo = async (request: Request): Promise<Response> => new Response(await request.text());
const node = toNodeHandler(echo);
const lambda = toLambdaHandler(echo);
const sandbox = createSandbox({ keep: 100 });
const server = await startSandbox({ keep: 100 });
afterAll(() => server.close());

type Send = (hostile: string) => unknown;

const json = { 'content-type': 'application/json' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

function to(
  handler: (request: Request) => unknown,
  url: string,
  headers: Record<string, string> = {},
  body?: string,
): unknown {
  return handler(
    new Request(url, { method: 'POST', headers, ...(body === undefined ? {} : { body }) }),
  );
}

function withHeader(
  handler: (request: Request) => unknown,
  url: string,
  name: string,
  others: Record<string, string> = {},
  body?: string,
): Send {
  return (hostile) => to(handler, url, { ...others, [name]: hostile }, body);
}

const stripeUrl = `${origin}/webhooks/stripe`;
const acUrl = `${origin}/hooks/`;
const signed = { ...json, 'stripe-signature': `t=1,v1=${'0'.repeat(64)}` };
const page = { ...json, origin };
const lead = JSON.stringify({ eventName: 'Lead', eventId: 'lead-1' });
const events = 'http://127.0.0.1/v25.0/1234567890/events';

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

const places: Readonly<Record<string, Readonly<Record<string, Send>>>> = {
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
  sandbox: {
    'Graph API, path': (text) => to(sandbox.fetch, `http://127.0.0.1/${text}`, json, '{}'),
    'Graph API, body': (text) => to(sandbox.fetch, events, json, text),
    'Graph API, form': (text) => to(sandbox.fetch, events, form, text),
    'Graph API, multipart': (text) =>
      to(sandbox.fetch, events, { 'content-type': 'multipart/form-data; boundary=b' }, text),
    'Graph API, event name': (text) =>
      to(sandbox.fetch, events, json, JSON.stringify({ data: [{ event_name: text }] })),
    'Graph API, URL of an event': (text) =>
      to(
        sandbox.fetch,
        events,
        json,
        JSON.stringify({ data: [{ event_source_url: `${origin}/${text}` }] }),
      ),
    'Graph API, user data': (text) =>
      to(
        sandbox.fetch,
        events,
        json,
        JSON.stringify({ data: [{ user_data: { em: text, fbc: text, fbp: text } }] }),
      ),
    'Graph API, custom data': (text) =>
      to(
        sandbox.fetch,
        events,
        json,
        JSON.stringify({
          data: [{ custom_data: { currency: text, value: text, content_name: text } }],
        }),
      ),
    'Graph API, nested custom data': (text) =>
      to(sandbox.fetch, events, json, `{"data":[{"custom_data":${nested(text.length / 12)}}]}`),
    '/tr, query': (text) => to(sandbox.fetch, `http://127.0.0.1/tr?${text}`, form, ''),
    '/tr, ev': (text) => to(sandbox.fetch, `http://127.0.0.1/tr?id=1&ev=${text}`, form, ''),
    '/tr, dl': (text) => to(sandbox.fetch, `http://127.0.0.1/tr?id=1&ev=a&dl=${text}`, form, ''),
    '/tr, body': (text) => to(sandbox.fetch, 'http://127.0.0.1/tr', form, text),
    'server, faults': (text) =>
      fetch(`${server.url}/sandbox/faults`, { method: 'POST', headers: json, body: text }).then(
        (answer) => answer.text(),
      ),
    'server, page': (text) =>
      fetch(`${server.url}/sandbox/${encodeURIComponent(text).slice(0, 8000)}`).then((answer) =>
        answer.text(),
      ),
  },
};

/** A relay reads 16 KiB: there a tenth of the input is what reaches the parser. */
const smaller: ReadonlySet<string> = new Set(['relay body', 'relay nested body']);
const rows: string[] = [];

/**
 * One test for each place of each ingress, with each piece repeated.
 *
 * @param table a file for the rows of the table in docs/attacks.md
 */
export function testIngressTimes(pieces: readonly string[], table?: string): void {
  afterAll(() => {
    if (table === undefined) return;
    mkdirSync(dirname(table), { recursive: true });
    writeFileSync(table, `${rows.join('\n')}\n`);
  });
  describe.each(Object.entries(places))('%s', (ingress, sends) => {
    test.each(Object.entries(sends))('takes linear time for %s', async (place, send) => {
      const base = smaller.has(`${ingress} ${place}`) ? size / 10 : size;
      let worst: (Growth & { piece: string }) | undefined;
      for (const piece of pieces) {
        for (const end of ends) {
          const small = repeated(piece, base, end);
          const large = repeated(piece, base * 10, end);
          const times = await growth(
            async () => settled(send, small),
            async () => settled(send, large),
          );
          expect(times.ratio, `${JSON.stringify(piece)} repeated`).toBeLessThanOrEqual(maxRatio);
          if (worst === undefined || times.large > worst.large) worst = { ...times, piece };
        }
      }
      rows.push(
        `| ${ingress} | ${place} | \`${JSON.stringify(worst?.piece)}\` | ${worst?.large.toFixed(1)} ms |`,
      );
    });
  });
}

/** What a platform refuses to make a request of never reaches us. */
async function settled(send: Send, hostile: string): Promise<void> {
  try {
    await send(hostile);
  } catch (error) {
    if (!(error instanceof TypeError || error instanceof DOMException)) throw error;
  }
}

function nested(depth: number): string {
  const levels = Math.floor(depth);
  return `${'{"a":1,"b":'.repeat(levels)}1${'}'.repeat(levels)}`;
}
