import type { AddressInfo } from 'node:net';
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

test('an existing route keeps its own answer', async () => {
  const { POST } = await import('../src/stripe-existing-route.ts');
  const request = (header: string): Request =>
    new Request('https://shop.example.com/api/stripe', {
      method: 'POST',
      body,
      headers: { 'stripe-signature': header },
    });
  expect((await POST(request(signature()))).status).toBe(200);
  await expect(POST(request('t=1,v1=0'))).rejects.toThrow(/signature/i);
});

test('the thank-you page tracks what was paid, under the PaymentIntent’s id, and nothing else', async () => {
  const { trackPurchase } = await import('../src/stripe-thank-you.ts');
  const pixel = vi.fn();
  for (const status of ['processing', 'failed', 'succeeded']) {
    const href = `https://shop.example.com/thanks?payment_intent=pi_1&redirect_status=${status}`;
    vi.stubGlobal('location', { href });
    trackPurchase(pixel, 49.99, 'EUR');
  }
  vi.unstubAllGlobals();
  expect(pixel.mock.calls).toEqual([
    ['track', 'Purchase', { value: 49.99, currency: 'EUR' }, { eventID: 'pi_1' }],
  ]);
});

test('the composed adapter sends the net value and the shop’s own ids', async () => {
  const { netAdapter } = await import('../src/stripe-compose.ts');
  const object = {
    id: 'pi_1',
    amount: 12_400,
    currency: 'eur',
    metadata: { skus: 'cup,tray', order_id: 'A-1' },
  };
  const event = {
    id: 'evt_1',
    type: 'payment_intent.succeeded',
    created: 1_700_000_000,
    livemode: true,
    data: { object },
  };
  expect(netAdapter.toEvents(event, new Date())).toMatchObject([
    {
      eventId: 'pi_1',
      customData: { value: 100, currency: 'EUR', content_ids: ['cup', 'tray'], order_id: 'A-1' },
    },
  ]);
});
