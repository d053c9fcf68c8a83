import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import Stripe from 'stripe';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const secret = 'whsec_made_up_for_these_tests';
let meta: SandboxServer;
let server: Server;
let url: string;

beforeAll(async () => {
  meta = await startSandbox({ port: 0 });
  const variables = {
    META_PIXEL_ID: '1234567890',
    META_CAPI_ACCESS_TOKEN: 'any-text-of-20-characters-or-more',
    META_CAPI_BASE_URL: meta.url,
    META_PIXEL_LIBRARY_URL: `${meta.url}/en_US/fbevents.js`,
    META_TEST_EVENT_CODE: 'TEST12345',
    STRIPE_WEBHOOK_SECRET: secret,
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.spyOn(console, 'warn').mockReturnValue();
  const { app } = await import('../src/app.ts');
  server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  server.closeAllConnections();
  server.close();
  await meta.close();
});

test('the page holds the Pixel, with the library of the sandbox', async () => {
  const page = await (await fetch(url)).text();
  expect(page).toContain(`${meta.url}/en_US/fbevents.js`);
});

async function sendForm(consent: string): Promise<{ eventId: string }> {
  const body = new URLSearchParams({ email: 'anna@example.com' });
  const headers = { cookie: `meta_consent=${consent}` };
  const response = await fetch(`${url}/contact`, { method: 'POST', body, headers });
  return (await response.json()) as { eventId: string };
}

test('the form sends a Lead under the id that the page gets', async () => {
  const { eventId } = await sendForm('granted');
  const event = await meta.sandbox.expect({ eventName: 'Lead', eventId });
  expect(event.source).toBe('server');
});

test('the form sends nothing after a refusal', async () => {
  const before = meta.sandbox.events.length;
  await sendForm('denied');
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(meta.sandbox.events).toHaveLength(before);
});

test('a test payment of Stripe sends a Purchase, a forged one does not', async () => {
  const created = Math.floor(Date.now() / 1000);
  const object = {
    id: 'pi_1',
    amount: 2450,
    currency: 'eur',
    receipt_email: 'anna@example.com',
    metadata: { meta_consent: 'granted' },
  };
  const event = { id: 'evt_1', type: 'payment_intent.succeeded', created, livemode: false };
  const body = JSON.stringify({ ...event, data: { object } });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload: body, secret });
  const post = async (header: string): Promise<number> => {
    const headers = { 'content-type': 'application/json', 'stripe-signature': header };
    return (await fetch(`${url}/webhooks/stripe`, { method: 'POST', headers, body })).status;
  };
  expect(await post(signature)).toBe(200);
  await meta.sandbox.expect({ eventName: 'Purchase', eventId: 'pi_1' });
  vi.spyOn(console, 'error').mockReturnValue();
  expect(await post(signature.replace(/.$/, '!'))).toBe(400);
});
