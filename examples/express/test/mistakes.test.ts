import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  configFromEnv,
  createCapiClient,
  createWebhookHandler,
  toNodeHandler,
} from '@meta-capi/core';
import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import express, { type Express, type RequestHandler } from 'express';
import Stripe from 'stripe';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

// Mistakes of a new user. The log, or the sandbox, must name what is wrong and how to fix it.

const secret = 'whsec_of_this_endpoint';
let meta: SandboxServer;
let env: Record<string, string>;
let log: string;
let server: Server | undefined;

beforeEach(async () => {
  meta = await startSandbox({ port: 0 });
  env = {
    META_PIXEL_ID: '1234567890',
    META_CAPI_ACCESS_TOKEN: 'any-text-of-20-characters-or-more',
    META_TEST_EVENT_CODE: 'TEST12345',
    META_CAPI_BASE_URL: meta.url,
    STRIPE_WEBHOOK_SECRET: secret,
  };
  log = '';
  for (const method of ['error', 'warn', 'info', 'log'] as const) {
    vi.spyOn(console, method).mockImplementation((...parts: unknown[]) => {
      log += `${parts.map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(' ')}\n`;
    });
  }
});
afterEach(async () => {
  vi.restoreAllMocks();
  server?.closeAllConnections();
  server?.close();
  await meta.close();
});

const route = (): ReturnType<typeof createWebhookHandler> =>
  createWebhookHandler(
    stripeAdapter({ webhookSecret: env['STRIPE_WEBHOOK_SECRET'] }),
    createCapiClient({ ...configFromEnv(env), whenConsentUnknown: 'drop' }),
  );

/** An app with the webhook in its place, unless `mount` makes a mistake. */
async function listen(
  mount: (app: Express) => void = (app) => void app.post('/hook', toNodeHandler(route())),
): Promise<string> {
  const app = express();
  mount(app);
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server?.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

async function pay(
  url: string,
  metadata: Record<string, string> = { meta_consent: 'granted' },
): Promise<number> {
  const created = Math.floor(Date.now() / 1000);
  const object = {
    id: 'pi_1',
    amount: 2450,
    currency: 'eur',
    receipt_email: 'anna@example.com',
    metadata,
  };
  const event = { id: 'evt_1', type: 'payment_intent.succeeded', created, livemode: false };
  // As Stripe formats it: an application that parses and serializes it again changes the bytes.
  const payload = JSON.stringify({ ...event, data: { object } }, undefined, 2);
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  return (await fetch(url, { method: 'POST', headers, body: payload })).status;
}

test('without a mistake the payment is counted, and the log holds no error', async () => {
  expect(await pay(await listen())).toBe(200);
  expect(meta.sandbox.counted).toHaveLength(1);
  expect(log).not.toMatch(/error|skipped/i);
});

test.each([
  [
    'wrong secret',
    'any-text-that-was-pasted',
    'check that webhookSecret is the one of this endpoint',
  ],
  ['secret of another endpoint', 'whsec_of_another_endpoint', 'the one of this endpoint'],
  ['API key', 'sk_test_made_up', 'give the signing secret of the endpoint (whsec_…)'],
  ['quoted secret', `"${secret}"`, 'webhookSecret is in quotes: remove them.'],
])('%s', async (_, wrong, fix) => {
  env['STRIPE_WEBHOOK_SECRET'] = wrong;
  expect(await pay(await listen())).toBe(400);
  expect(log).toContain(fix);
  expect(log).not.toContain(wrong);
});

test('parsed body', async () => {
  const url = await listen((app) => {
    app.use(express.json());
    app.post('/hook', toNodeHandler(route()));
  });
  expect(await pay(url)).toBe(400);
  expect(log).toContain('mount it before body parsers such as express.json()');
});

test('Express without the mount', async () => {
  const handler = route() as unknown as RequestHandler;
  expect(await pay(await listen((app) => void app.post('/hook', handler)))).toBe(500);
  expect(log).toContain('mount it with toNodeHandler');
});

test.each([
  ['META_PIXEL_ID', 'pixelId: set it to the id of your pixel (META_PIXEL_ID).'],
  ['META_CAPI_ACCESS_TOKEN', 'set it to the token from Events Manager'],
  ['STRIPE_WEBHOOK_SECRET', 'give the signing secret (whsec_…) that the Stripe Dashboard shows'],
])('missing %s', async (name, fix) => {
  delete env[name];
  expect(await pay(await listen())).toBe(503);
  expect(log).toContain(fix);
});

test('a test payment without code', async () => {
  delete env['META_TEST_EVENT_CODE'];
  expect(await pay(await listen())).toBe(200);
  expect(log).toContain(
    'test mode needs a test event code. Set testEventCode (META_TEST_EVENT_CODE)',
  );
  expect(meta.sandbox.events).toEqual([]);
});

test('quoted token', async () => {
  env['META_CAPI_ACCESS_TOKEN'] = `"${env['META_CAPI_ACCESS_TOKEN']}"`;
  expect(await pay(await listen())).toBe(503);
  expect(log).toContain('accessToken: is in quotes: remove them.');
});

test('no consent', async () => {
  expect(await pay(await listen(), {})).toBe(200);
  expect(log).toContain('Pass the answer as visitor.consent');
  expect(meta.sandbox.events).toEqual([]);
});

test('national phone', async () => {
  const capi = createCapiClient({ ...configFromEnv(env), whenConsentUnknown: 'drop' });
  const { ok, warnings } = await capi.sendLeadEvent({
    eventId: 'lead-1',
    userData: { email: 'anna@example.com', phone: '0691 1234567' },
    visitor: { consent: 'granted' },
  });
  expect(ok).toBe(true);
  expect(warnings).toContainEqual(
    expect.objectContaining({
      path: 'userData.phone',
      message: expect.stringContaining(
        'has no country code and can hardly match; give it as in +30',
      ),
    }),
  );
});

test('wrong id on the page', async () => {
  const url = await listen();
  await pay(url, { meta_consent: 'granted', meta_fbp: 'fb.1.1596403881668.1116446470' });
  const hit = new URLSearchParams({
    id: '1234567890',
    ev: 'Purchase',
    eid: 'order-1001',
    fbp: 'fb.1.1596403881668.1116446470',
    dl: 'https://shop.example.com/thank-you',
    'cd[value]': '24.5',
    'cd[currency]': 'EUR',
  });
  await fetch(`${meta.url}/tr/?${hit}`);
  const message = meta.sandbox
    .expect({ eventName: 'Purchase', eventId: 'pi_1', pair: true, timeoutMs: 100 })
    .then(String, String);
  expect(await message).toMatch(/has the event_id order-1001; send the same event_id\s+from both/);
  expect(meta.sandbox.events.every(({ nearMissOf }) => nearMissOf !== undefined)).toBe(true);
});
