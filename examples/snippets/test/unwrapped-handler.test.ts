import type { AddressInfo } from 'node:net';
import {
  createRelayHandler,
  createWebhookHandler,
  type EventSink,
  type Report,
} from '@meta-capi/core';
import type { WebhookAdapter } from '@meta-capi/core/adapter';
import express from 'express';
import fastify from 'fastify';
import { expect, test, vi } from 'vitest';
import { POST } from '../src/contact-route.ts';

const sink: EventSink = { sendEvents: () => Promise.reject(new Error('never called')) };

const adapter: WebhookAdapter<string> = {
  name: 'paper-mail',
  redelivers: true,
  receive: (request) => request.text(),
  toEvents: () => [],
};

type Mistaken = (request: never, response: never) => Promise<void>;

/** The two kinds of handler as a route of Express or Fastify, without `toNodeHandler`. */
function mistaken(reports: Report[]): Record<string, Mistaken> {
  const reporter = (report: Report): void => void reports.push(report);
  const relay = createRelayHandler(sink, {
    allow: ['Lead'],
    origins: ['https://shop.example.com'],
    reporter,
  });
  const webhook = createWebhookHandler(adapter, sink, { reporter });
  return { relay: relay as never, webhook: webhook as never };
}

test.each(['relay', 'webhook'])(
  'a %s without toNodeHandler answers 500 at once in Express, and names the fix',
  async (kind) => {
    const reports: Report[] = [];
    const app = express().post('/', mistaken(reports)[kind] as never);
    const server = app.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;

    const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'x' });
    server.close();

    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(reports).toMatchObject([
      { level: 'error', message: expect.stringContaining('mount it with toNodeHandler') },
    ]);
  },
);

test.each(['relay', 'webhook'])(
  'a %s without toNodeHandler answers 500 at once in Fastify, and names the fix',
  async (kind) => {
    const reports: Report[] = [];
    const app = fastify();
    app.post('/', mistaken(reports)[kind] as never);

    const response = await app.inject({ method: 'POST', url: '/', payload: {} });
    await app.close();

    expect([response.statusCode, response.body]).toEqual([500, '']);
    expect(reports).toMatchObject([
      { level: 'error', message: expect.stringContaining('mount it with toNodeHandler') },
    ]);
  },
);

test('the contact route without toNodeHandler names the fix on the console', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const req = { method: 'POST', headers: { cookie: 'a=b' } };
  await expect(POST(req as never)).rejects.toThrow('request.formData');
  expect(warn.mock.calls).toEqual([[expect.stringContaining('wrap the route with toNodeHandler')]]);
  warn.mockRestore();
});
