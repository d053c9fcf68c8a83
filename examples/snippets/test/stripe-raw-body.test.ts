import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { serve } from '@hono/node-server';
import type { LambdaHttpEvent } from '@meta-capi/core';
import Stripe from 'stripe';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

const secret = 'whsec_made_up_for_these_tests';

// As Stripe writes it: with line breaks, and with letters of more than one byte. A charge is no
// source of events, so a route that could read and prove it answers 200 without any pixel.
const body = JSON.stringify(
  {
    id: 'evt_1',
    object: 'event',
    created: Math.floor(Date.now() / 1000),
    livemode: true,
    type: 'charge.succeeded',
    data: { object: { id: 'ch_1', billing_details: { name: 'Ελένη Παράδειγμα 😀' } } },
  },
  null,
  2,
);

const signature = (): string => Stripe.webhooks.generateTestHeaderString({ payload: body, secret });

type Post = (sent: string, header: string) => Promise<number>;

beforeAll(() => {
  vi.stubEnv('STRIPE_WEBHOOK_SECRET', secret);
  vi.spyOn(console, 'error').mockReturnValue();
});

const closing: (() => unknown)[] = [];
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  for (const close of closing) await close();
});

const routes: Record<string, () => Promise<Post>> = {
  async Express() {
    const { app } = await import('../src/stripe-express.ts');
    const server = app.listen(0, '127.0.0.1');
    closing.push(() => server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    return postTo((server.address() as AddressInfo).port);
  },
  async Fastify() {
    const { app } = await import('../src/stripe-fastify.ts');
    closing.push(() => app.close());
    await app.listen({ port: 0, host: '127.0.0.1' });
    return postTo((app.server.address() as AddressInfo).port);
  },
  async Hono() {
    const { app } = await import('../src/stripe-hono.ts');
    return new Promise((resolve) => {
      const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
        resolve(postTo(port)),
      );
      closing.push(() => server.close());
    });
  },
  async 'a Next.js route handler'() {
    const { POST } = await import('../src/stripe-route.ts');
    return async (sent, header) => {
      const headers = { 'content-type': 'application/json', 'stripe-signature': header };
      const url = 'https://shop.example.com/api/webhooks/stripe';
      return (await POST(new Request(url, { method: 'POST', body: sent, headers }))).status;
    };
  },
  async 'a Next.js route handler of a shop with subscriptions'() {
    const { POST } = await import('../src/stripe-subscriptions.ts');
    return async (sent, header) => {
      const headers = { 'content-type': 'application/json', 'stripe-signature': header };
      const url = 'https://shop.example.com/api/webhooks/stripe';
      return (await POST(new Request(url, { method: 'POST', body: sent, headers }))).status;
    };
  },
  async 'a Lambda function URL, which encodes in base64'() {
    return postToLambda((sent, headers) => ({
      rawPath: '/',
      rawQueryString: '',
      requestContext: { http: { method: 'POST' } },
      headers,
      body: Buffer.from(sent).toString('base64'),
      isBase64Encoded: true,
    }));
  },
  async 'an API Gateway REST API, which sends text'() {
    return postToLambda((sent, headers) => ({
      httpMethod: 'POST',
      path: '/',
      headers,
      body: sent,
      isBase64Encoded: false,
    }));
  },
};

routes['a Firebase function, which keeps the body in rawBody'] = async () => {
  const { stripeWebhook } = await import('../src/stripe-firebase.ts');
  return (sent, header) =>
    new Promise((resolve) => {
      const request = Object.assign(Readable.from([]), {
        method: 'POST',
        url: '/',
        headers: { 'content-type': 'application/json', 'stripe-signature': header },
        rawBody: Buffer.from(sent),
      });
      void stripeWebhook(request, { writeHead: resolve, end: () => undefined });
    });
};
routes['a load balancer with multi-value headers'] = () =>
  postToLambda((sent, headers) => ({
    requestContext: { elb: {} },
    httpMethod: 'POST',
    path: '/',
    multiValueHeaders: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, [value]]),
    ),
    body: sent,
    isBase64Encoded: false,
  }));

function postTo(port: number): Post {
  return async (sent, header) => {
    const headers = { 'content-type': 'application/json', 'stripe-signature': header };
    const url = `http://127.0.0.1:${port}/webhooks/stripe`;
    return (await fetch(url, { method: 'POST', body: sent, headers })).status;
  };
}

async function postToLambda(
  eventOf: (sent: string, headers: Record<string, string>) => LambdaHttpEvent,
): Promise<Post> {
  const { handler } = await import('../src/stripe-lambda.ts');
  return async (sent, header) => {
    const headers = { 'content-type': 'application/json', 'stripe-signature': header };
    return (await handler(eventOf(sent, headers))).statusCode;
  };
}

describe.each(Object.entries(routes))('%s', (_, open) => {
  test('hands the body over as Stripe signed it', async () => {
    const post = await open();
    expect(await post(body, signature())).toBe(200);
    expect(await post(JSON.stringify(JSON.parse(body)), signature())).toBe(400);
    expect(await post(body, signature().replace(/v1=.{4}/, 'v1=0000'))).toBe(400);
  });
});
