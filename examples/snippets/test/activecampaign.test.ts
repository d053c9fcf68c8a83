import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type ActiveCampaignPayload,
  activeCampaignAdapter,
} from '@meta-capi/activecampaign-adapter';
import { createCapiClient, createWebhookHandler, toNodeHandler } from '@meta-capi/core';
import { createSandbox, type Sandbox } from '@meta-capi/sandbox';
import { type ActiveCampaign, startActiveCampaign } from '@meta-capi/stand-ins/activecampaign';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newsletterRoute } from '../src/activecampaign-newsletter.ts';
import { reconcile } from '../src/activecampaign-reconcile.ts';
import { registerWebhook } from '../src/activecampaign-register.ts';
import { contactSyncBody } from '../src/visitor-to-activecampaign.ts';

const apiToken = 'made-up-token';
const secret = 'a-secret-of-the-made-up-shop-1';
const account = 'example';

let activeCampaign: ActiveCampaign;
let sandbox: Sandbox;
let capi: ReturnType<typeof createCapiClient>;
let hookUrl: string;
let stop: () => void;

beforeEach(async () => {
  activeCampaign = await startActiveCampaign(apiToken);
  sandbox = createSandbox();
  capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'send',
    fetch: sandbox.fetch,
  });
  const fields = { meta_event_id: 27, meta_fbp: 28, meta_url: 30, meta_consent: 31 };
  const adapter = activeCampaignAdapter({ account, secret, fields });
  const mounted = toNodeHandler(createWebhookHandler(adapter, capi, { timeoutMs: 4000 }));
  const server = createServer((request, response) => void mounted(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  hookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/${secret}`;
  stop = () => {
    server.closeAllConnections();
    server.close();
  };
  await registerWebhook(activeCampaign.url, apiToken, hookUrl);
});

afterEach(async () => {
  stop();
  await activeCampaign.close();
});

function signUp(email: string): Request {
  return new Request('https://www.example.com/api/newsletter', {
    method: 'POST',
    body: JSON.stringify({ email }),
    headers: {
      'content-type': 'application/json',
      cookie: '_fbp=fb.1.1596403881668.1116446470; meta_consent=granted',
      referer: 'https://www.example.com/newsletter',
      'sec-fetch-site': 'same-origin',
      'user-agent': 'Mozilla/5.0',
      'x-forwarded-for': '8.8.8.8',
    },
  });
}

describe('a newsletter form of the site’s own', () => {
  const route = (after: Promise<unknown>[]) =>
    newsletterRoute({
      capi,
      account,
      apiUrl: activeCampaign.url,
      apiToken,
      listId: 3,
      after: (work) => void after.push(work()),
    });

  test('is counted once: by its route, and not again by the webhook', async () => {
    const after: Promise<unknown>[] = [];
    const response = await route(after)(signUp('maria@example.com'));
    const { eventId } = (await response.json()) as { eventId: string };
    await Promise.all(after);
    await activeCampaign.postWebhooks();
    expect(activeCampaign.deliveries.map(({ status }) => status)).toEqual([200]);
    expect(sandbox.events.map((event) => `${event.eventName} ${event.eventId}`)).toEqual([
      `Contact ${eventId}`,
      `Contact ${eventId}`,
    ]);
    expect(sandbox.events.map(({ verdict }) => verdict).sort()).toEqual(['counted', 'duplicate']);
  });

  test('is counted by the webhook alone where the route did not come that far', async () => {
    await route([])(signUp('maria@example.com'));
    await activeCampaign.postWebhooks();
    sandbox.clear();
    await activeCampaign.repeatLast();
    expect(sandbox.counted).toHaveLength(1);
  });

  test('and again by nobody at night', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    vi.stubGlobal('fetch', redirected(fetch, activeCampaign.url));
    activeCampaign.submitForm({ email: 'noor@example.com' }, '3');
    await activeCampaign.postWebhooks();
    const store = new Map<string, string>();
    await reconcile(
      capi,
      { get: (k) => store.get(k), set: (k, v) => store.set(k, v), delete: (k) => store.delete(k) },
      apiToken,
    );
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    expect(sandbox.events.map(({ verdict }) => verdict)).toEqual(['counted', 'duplicate']);
  });
});

/** A fetch that asks the stand-in instead of ActiveCampaign. */
function redirected(real: typeof fetch, url: string): typeof fetch {
  return (input, init) => real(String(input).replace('https://example.api-us1.com', url), init);
}

test('the visitor goes through the contact’s fields into the webhook', async () => {
  const response = await fetch(`${activeCampaign.url}/api/3/contact/sync`, {
    method: 'POST',
    headers: { 'api-token': apiToken },
    body: JSON.stringify(contactSyncBody(signUp('x'), 'maria@example.com', 'route-event-1')),
  });
  const { contact } = (await response.json()) as { contact: { id: string } };
  await fetch(`${activeCampaign.url}/api/3/contactLists`, {
    method: 'POST',
    headers: { 'api-token': apiToken },
    body: JSON.stringify({ contactList: { list: 3, contact: contact.id, status: 1 } }),
  });
  await activeCampaign.postWebhooks();
  expect(sandbox.counted).toMatchObject([
    {
      eventId: 'route-event-1',
      event: {
        action_source: 'website',
        event_source_url: 'https://www.example.com/newsletter',
        user_data: { fbp: 'fb.1.1596403881668.1116446470' },
      },
    },
  ]);
});

test('forms, tags and won deals, beside lists', async () => {
  vi.stubEnv('ACTIVECAMPAIGN_ACCOUNT', account);
  vi.stubEnv('ACTIVECAMPAIGN_SECRET', secret);
  const { adapter } = await import('../src/activecampaign-mappings.ts');
  vi.unstubAllEnvs();
  const common = { date_time: new Date().toISOString(), initiated_from: 'public' };
  const contact = { id: '36', email: 'maria@example.com' };
  const deal = { id: '7', status: '1', value_raw: '1250.5', currency: 'eur' };
  const payloads: ActiveCampaignPayload[] = [
    { ...common, type: 'subscribe', list: '3', contact },
    { ...common, type: 'subscribe', list: '3', form: { id: '5' }, contact },
    { ...common, type: 'subscribe', list: '4', form: { id: '5' }, contact },
    { ...common, type: 'contact_tag_added', tag: 'Trial', contact },
    { ...common, type: 'contact_tag_added', tag: 'canary', contact },
    { ...common, type: 'deal_update', deal, contact },
    { ...common, type: 'deal_update', deal: { ...deal, status: '0' }, contact },
  ];
  const events = payloads.map((payload) => adapter.toEvents(payload, new Date()));
  expect(events.map((made) => made.map(({ eventName }) => eventName))).toEqual([
    ['Contact'],
    ['Lead'],
    ['Lead'],
    ['StartTrial'],
    [],
    ['Purchase'],
    [],
  ]);
  await capi.sendEvents(events.flat());
  // The two lists of the form are one Lead.
  expect(sandbox.counted).toHaveLength(4);
});
