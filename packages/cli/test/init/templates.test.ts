import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import express from 'express';
import { Hono } from 'hono';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

// The files that init writes, in servers of their frameworks.

const secret = 'whsec_made_up_for_these_tests';
let meta: SandboxServer;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  meta = await startSandbox({ port: 0 });
  closing.push(() => meta.close());
  const variables = {
    META_PIXEL_ID: '1234567890',
    META_CAPI_ACCESS_TOKEN: 'any-text-of-20-characters-or-more',
    META_CAPI_BASE_URL: meta.url,
    META_PIXEL_LIBRARY_URL: `${meta.url}/en_US/fbevents.js`,
    META_TEST_EVENT_CODE: 'TEST12345',
    STRIPE_WEBHOOK_SECRET: secret,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  for (const close of closing) await close();
});

async function post(url: string, id: string): Promise<number> {
  const created = Math.floor(Date.now() / 1000);
  const object = {
    id,
    amount: 2450,
    amount_received: 2450,
    currency: 'eur',
    receipt_email: 'anna@example.com',
    metadata: { meta_consent: 'granted' },
  };
  const event = { id: 'evt_1', type: 'payment_intent.succeeded', created, livemode: false };
  const payload = JSON.stringify({ ...event, data: { object } });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
  return (await fetch(url, { method: 'POST', headers, body: payload })).status;
}

const counted = (id: string): number =>
  meta.sandbox.counted.filter(({ eventId }) => eventId === id).length;

async function listening(server: Server): Promise<string> {
  closing.push(() => server.close());
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('Next.js: the route sends a test payment', async () => {
  const { POST } = await import('../../templates/next/route.ts');
  const { toNodeHandler } = await import('@meta-capi/core');
  const mounted = toNodeHandler(POST);
  const next = createServer((request, response) => void mounted(request, response));
  const url = await listening(next.listen(0, '127.0.0.1'));
  expect([await post(url, 'pi_next'), counted('pi_next')]).toEqual([200, 1]);
});

test('Next.js: the Pixel gets the library of the sandbox', async () => {
  const { SitePixel } = await import('../../templates/next/meta-pixel.tsx');
  const { libraryUrl } = SitePixel().props as { libraryUrl: string };
  expect(libraryUrl).toBe(`${meta.url}/en_US/fbevents.js`);
});

test('Hono: the mounted app sends a test payment, and the script is the Pixel', async () => {
  const { metaCapi, pixelScript } = await import('../../templates/hono/meta-capi.ts');
  const app = new Hono();
  app.route('/', metaCapi);
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }) as Server;
  const url = await listening(server);
  expect([await post(`${url}/webhooks/stripe`, 'pi_hono'), counted('pi_hono')]).toEqual([200, 1]);
  expect(pixelScript).toContain(`${meta.url}/en_US/fbevents.js`);
});

test('Express: mounted before express.json() it sends a test payment', async () => {
  const { metaCapi, pixelScript } = await import('../../templates/express/meta-capi.ts');
  const app = express();
  app.use(metaCapi);
  app.use(express.json());
  const url = await listening(app.listen(0, '127.0.0.1'));
  expect([await post(`${url}/webhooks/stripe`, 'pi_ex'), counted('pi_ex')]).toEqual([200, 1]);
  expect(pixelScript).toContain('1234567890');
});
