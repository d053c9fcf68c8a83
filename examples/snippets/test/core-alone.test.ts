import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { EventSink } from '@meta-capi/core';
import { createSandbox, type Sandbox } from '@meta-capi/sandbox';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

// The same form in every framework: the sandbox counts one Lead with the id that the page receives.

let sandbox: Sandbox;

beforeEach(async () => {
  const { consoleReporter, createCapiClient, observed } = await import('@meta-capi/core');
  sandbox = createSandbox({ strict: true });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'a-token-of-this-test-only',
    whenConsentUnknown: 'drop',
    fetch: sandbox.fetch,
  });
  const sink: EventSink = observed(capi, consoleReporter);
  vi.doMock('../src/form-sink.ts', () => ({ sink }));
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  vi.doUnmock('../src/form-sink.ts');
  vi.resetModules();
  vi.unstubAllEnvs();
});

const headers = {
  cookie: 'meta_consent=granted; _fbp=fb.1.1596403881668.1116446470',
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36',
  referer: 'https://shop.example.com/contact',
  'sec-fetch-site': 'same-origin',
};
const form = (): URLSearchParams => new URLSearchParams({ email: 'maria@example.com' });
const formPost = (url = 'https://shop.example.com/api/contact'): Request =>
  new Request(url, { method: 'POST', headers, body: form() });

interface Posted {
  response: Response;
  /** What the platform was asked to keep running for. */
  kept: Promise<unknown>[];
}

async function postTo(port: number): Promise<Posted> {
  const url = `http://127.0.0.1:${port}/api/contact`;
  return { response: await fetch(url, { method: 'POST', headers, body: form() }), kept: [] };
}

const frameworks: Record<string, () => Promise<Posted>> = {
  async 'Next.js'() {
    const kept: Promise<unknown>[] = [];
    vi.doMock('next/server', () => ({
      after: (work: () => Promise<unknown>) => kept.push(work()),
    }));
    const { POST } = await import('../src/core-next.ts');
    return { response: await POST(formPost()), kept };
  },
  async Express() {
    const { app } = await import('../src/core-express.ts');
    const server = app.listen(0, '127.0.0.1');
    closing.push(() => server.close());
    await once(server, 'listening');
    return postTo((server.address() as AddressInfo).port);
  },
  async Fastify() {
    const { app } = await import('../src/core-fastify.ts');
    closing.push(() => app.close());
    await app.listen({ port: 0, host: '127.0.0.1' });
    return postTo((app.server.address() as AddressInfo).port);
  },
  async Hono() {
    const { app } = await import('../src/core-hono.ts');
    return { response: await app.fetch(formPost()), kept: [] };
  },
  async SvelteKit() {
    const kept: Promise<unknown>[] = [];
    const { POST } = await import('../src/core-sveltekit.ts');
    const platform = { ctx: { waitUntil: (work: Promise<unknown>) => kept.push(work) } };
    return { response: await POST({ request: formPost(), platform }), kept };
  },
  async 'SvelteKit on Node'() {
    const { POST } = await import('../src/core-sveltekit.ts');
    return { response: await POST({ request: formPost(), platform: undefined }), kept: [] };
  },
  async Workers() {
    const kept: Promise<unknown>[] = [];
    const environment = {
      META_PIXEL_ID: '1234567890',
      META_CAPI_ACCESS_TOKEN: 'a-token-of-this-test-only',
      META_CAPI_BASE_URL: await served(),
    };
    const { default: worker } = await import('../src/core-workers.ts');
    const context = { waitUntil: (work: Promise<unknown>) => kept.push(work) };
    return { response: await worker.fetch(formPost(), environment, context), kept };
  },
  async Lambda() {
    const { handler } = await import('../src/core-lambda.ts');
    const { statusCode, body } = await handler({
      rawPath: '/api/contact',
      rawQueryString: '',
      requestContext: { http: { method: 'POST' } },
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: form().toString(),
      isBase64Encoded: false,
    });
    // Nothing is kept: the event is sent before the function returns.
    expect(sandbox.counted).toHaveLength(1);
    return { response: new Response(body, { status: statusCode }), kept: [] };
  },
};

async function served(): Promise<string> {
  const { startSandbox } = await import('@meta-capi/sandbox');
  const running = await startSandbox({ strict: true });
  sandbox = running.sandbox;
  closing.push(() => running.close());
  return running.url;
}

describe.each(Object.entries(frameworks))('the contact form in %s', (_, post) => {
  test('sends one Lead with the id that the page receives', async () => {
    const { response, kept } = await post();
    expect(response.status).toBe(200);
    const { eventId } = (await response.json()) as { eventId: string };
    await Promise.all(kept);
    await vi.waitFor(() => expect(sandbox.counted).toHaveLength(1));
    expect(sandbox.counted[0]).toMatchObject({
      eventId,
      event: { event_name: 'Lead', event_source_url: 'https://shop.example.com/contact' },
    });
  });
});

test('a form without an e-mail address gets 400, and nothing is sent', async () => {
  const { contact } = await import('../src/form-contact.ts');
  const sink = { sendEvents: vi.fn<EventSink['sendEvents']>() };
  const empty = new Request('https://shop.example.com/', {
    method: 'POST',
    body: new URLSearchParams(),
  });
  expect((await contact(empty, sink)).status).toBe(400);
  expect(sink.sendEvents).not.toHaveBeenCalled();
});

test('a confirmed newsletter subscription is one Contact, however often the link is opened', async () => {
  const { confirmed } = await import('../src/form-newsletter.ts');
  const { sink } = await import('../src/form-sink.ts');
  const subscription = { id: 'sub-77', email: 'maria@example.com' };
  for (const _ of [1, 2]) {
    const kept: Promise<unknown>[] = [];
    const request = new Request('https://shop.example.com/confirm?token=t', { headers });
    const response = await confirmed(request, subscription, sink, (work) => kept.push(work));
    await Promise.all(kept);
    expect(await response.text()).toContain(`data-event-id="${sandbox.counted[0]?.eventId}"`);
  }
  expect(sandbox.counted).toHaveLength(1);
  expect(sandbox.events).toHaveLength(2);
});
