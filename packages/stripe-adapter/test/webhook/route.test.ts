import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import {
  type CapiError,
  createWebhookHandler,
  type EventOutcome,
  type EventSink,
  type Report,
  toNodeHandler,
} from '@meta-capi/core';
import { stripeAdapter, stripeToEvents } from '@meta-capi/stripe-adapter';
import Stripe from 'stripe';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { paymentSucceeded } from '../fixtures/payment-intent.ts';
import { forgeries } from './forgeries.ts';
import { bodyOf, signatureOf, webhookSecret } from './signed-request.ts';

const payload = paymentSucceeded({ receipt_email: 'anna.muster@example.com' });
const body = bodyOf(payload);
const type = { 'content-type': 'application/json; charset=utf-8' };

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A loopback server with the webhook route; `outcome` is what becomes of every event. */
async function serve(
  secret: string | readonly string[] | undefined = webhookSecret,
  outcome: Omit<EventOutcome, 'eventId' | 'eventName'> = { outcome: 'delivered' },
) {
  const ids: string[] = [];
  const reports: Report[] = [];
  const sink: EventSink = {
    sendEvents(events) {
      ids.push(...events.map(({ eventId }) => eventId));
      const outcomes = events.map(({ eventName, eventId }) => ({ eventName, eventId, ...outcome }));
      return Promise.resolve({ ok: true, eventsReceived: 1, outcomes, warnings: [] });
    },
  };
  const handler = createWebhookHandler(stripeAdapter({ webhookSecret: secret }), sink, {
    reporter: (report) => {
      reports.push(report);
    },
  });
  const route = toNodeHandler(handler);
  const server = createServer((incoming, outgoing) => void route(incoming, outgoing));
  const port = await listen(server);
  return { url: `http://127.0.0.1:${port}/webhooks/stripe`, port, ids, reports };
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return (server.address() as AddressInfo).port;
}

function signed(headers: Readonly<Record<string, string>> = {}): RequestInit {
  const signature = { 'stripe-signature': signatureOf(body) };
  return { method: 'POST', body, headers: { ...type, ...signature, ...headers } };
}

describe('F-22 over HTTP', () => {
  const now = Math.floor(Date.now() / 1000);
  const old = 'whsec_before_it_was_rolled';
  const rolled = [old, webhookSecret];
  const both = `${signatureOf(body, { secret: old })},${signatureOf(body).split(',')[1]}`;

  test.each([
    ['the right secret', webhookSecret, body, signatureOf(body)],
    ['one of two secrets, the new one', rolled, body, signatureOf(body)],
    ['one of two secrets, the old one', rolled, body, signatureOf(body, { secret: old })],
    ['one secret of the two that signed while it is rolled', webhookSecret, body, both],
    [
      'a signature of almost 300 seconds ago',
      webhookSecret,
      body,
      signatureOf(body, { timestamp: now - 290 }),
    ],
    [
      'a clock that is four minutes ahead',
      webhookSecret,
      body,
      signatureOf(body, { timestamp: now + 240 }),
    ],
  ])('%s is accepted', async (_, secret, sent, signature) => {
    const { url, ids } = await serve(secret);
    const headers = { ...type, 'stripe-signature': signature };
    const response = await fetch(url, { method: 'POST', body: sent, headers });
    expect(response.status).toBe(200);
    expect(ids).toEqual(['pi_3Today']);
  });

  test.each(Object.entries(forgeries).filter(([name]) => name !== 'a header of a megabyte'))(
    '%s is 400 with an empty body',
    async (_, forged) => {
      const { url, ids, reports } = await serve();
      const request = forged();
      const response = await fetch(url, {
        method: 'POST',
        headers: request.headers,
        body: await request.arrayBuffer(),
      });
      expect(response.status).toBe(400);
      expect(await response.text()).toBe('');
      expect(ids).toEqual([]);
      expect(reports).toHaveLength(1);
      expect(JSON.stringify(reports)).not.toMatch(/anna|whsec_made|v1=/);
    },
  );

  test.each([
    ['sk_test_made_up', /is an API key \(sk_…\): give the signing secret .* \(whsec_…\)/],
    ['rk_live_made_up', /is an API key \(rk_…\)/],
    [`"${webhookSecret}"`, /is in quotes: remove them/],
    [`'${webhookSecret}'`, /is in quotes: remove them/],
    [`“${webhookSecret}”`, /is in quotes: remove them/],
    [`"${webhookSecret}`, /is in quotes: remove them/],
    [`${webhookSecret}'`, /is in quotes: remove them/],
    ['we_1made_up', /is the id of the endpoint \(we_…\): give the signing secret .* \(whsec_…\)/],
    ['ed_test_made_up', /is the id of the endpoint \(ed_…\)/],
  ])('the secret %s is 400, and the report names the mistake', async (secret, message) => {
    const { url, reports } = await serve(secret);
    expect((await fetch(url, signed())).status).toBe(400);
    expect(reports[0]?.message).toMatch(message);
    expect(reports[0]?.message).not.toContain('made_up');
  });

  test.each([
    [4096, 200],
    [4097, 400],
  ])('a header of %i characters is %i', async (length, status) => {
    const { url } = await serve();
    const start = `${signatureOf(body)},v0=`;
    const signature = start.padEnd(length, 'a');
    expect((await fetch(url, signed({ 'stripe-signature': signature }))).status).toBe(status);
  });

  test('a byte order mark before a signed body is 400: it was not signed', async () => {
    const { url, ids } = await serve();
    expect((await fetch(url, { ...signed(), body: `\uFEFF${body}` })).status).toBe(400);
    expect(ids).toEqual([]);
  });

  test('a secret with a line break at its end is 400, and the report names the cause', async () => {
    const { url, reports } = await serve(`${webhookSecret}\n`);
    expect((await fetch(url, signed())).status).toBe(400);
    expect(reports[0]?.message).toMatch(/white space: remove it/);
  });

  test.each([undefined, '', []])(
    'no secret (%j) is 503, so that nothing is lost, and the report names what to set',
    async (secret) => {
      const { url, ids, reports } = await serve(secret ?? []);
      expect((await fetch(url, signed())).status).toBe(503);
      expect(ids).toEqual([]);
      expect(reports[0]?.message).toMatch(/webhookSecret is not set: .*whsec_/);
    },
  );

  test('no bit of the body can be changed', async () => {
    const { url } = await serve();
    const bytes = new TextEncoder().encode(body);
    const statuses = new Set<number>();
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      statuses.add((await fetch(url, { ...signed(), body: changed })).status);
    }
    expect([...statuses]).toEqual([400]);
  });

  test('a byte that only decodes to the signed text gets 400', async () => {
    const { url, ids } = await serve();
    const text = bodyOf(paymentSucceeded({ description: 'caf\uFFFD' }));
    const [before = '', after = ''] = text.split('\uFFFD');
    const changed = new Blob([before, Uint8Array.of(0xff), after]);
    const headers = { ...type, 'stripe-signature': signatureOf(text) };
    const post = async (sent: BodyInit) =>
      (await fetch(url, { method: 'POST', body: sent, headers })).status;
    expect(await post(text)).toBe(200);
    expect(await post(changed)).toBe(400);
    expect(ids).toHaveLength(1);
  });

  test('a signed body that is not JSON gets 400; one that is not an event gets 200 and creates nothing', async () => {
    const { url, ids } = await serve();
    const post = async (sent: string) => {
      const headers = { ...type, 'stripe-signature': signatureOf(sent) };
      return (await fetch(url, { method: 'POST', body: sent, headers })).status;
    };
    expect(await post('not JSON')).toBe(400);
    expect(await post('{"object":"v2.core.event","type":"v1.charge.succeeded"}')).toBe(200);
    expect(await post('null')).toBe(200);
    expect(ids).toEqual([]);
  });
});

describe('requests that are not webhooks', () => {
  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is 405', async (method) => {
    const { url } = await serve();
    const response = await fetch(url, { method, headers: signed().headers ?? {} });
    expect(response.status).toBe(405);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  test.each(['application/x-www-form-urlencoded', 'text/plain', 'application/jsonp'])(
    '%s is 415',
    async (contentType) => {
      const { url } = await serve();
      const response = await fetch(url, signed({ 'content-type': contentType }));
      expect(response.status).toBe(415);
    },
  );
});

describe('F-30 an unusual body', () => {
  test('gets 413 beyond 1 MiB, with or without Content-Length', async () => {
    const { url } = await serve();
    const large = 'x'.repeat(1_048_577);
    expect((await fetch(url, { ...signed(), body: large })).status).toBe(413);
    const stream = new Blob([large]).stream();
    const chunked: RequestInit & { duplex: 'half' } = { ...signed(), body: stream, duplex: 'half' };
    expect((await fetch(url, chunked)).status).toBe(413);
  });

  test('is read up to 1 MiB, as of an invoice with many lines, or up to maxBodyBytes', async () => {
    const large = bodyOf(
      paymentSucceeded({ receipt_email: 'a@example.com', statement: 'x'.repeat(900_000) }),
    );
    const request = () =>
      new Request('https://shop.example.com/', {
        ...signed({ 'stripe-signature': signatureOf(large) }),
        body: large,
      });
    const adapter = stripeAdapter({ webhookSecret });
    await expect(adapter.receive(request())).resolves.toMatchObject({ object: 'event' });
    const small = stripeAdapter({ webhookSecret, maxBodyBytes: 65_536 });
    await expect(small.receive(request())).rejects.toMatchObject({ status: 413 });
  });

  test('gets 400 if it is gzip, which Stripe does not send', async () => {
    const { url } = await serve();
    const zipped = new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'));
    const bytes = await new Response(zipped).arrayBuffer();
    const response = await fetch(url, { ...signed({ 'content-encoding': 'gzip' }), body: bytes });
    expect(response.status).toBe(400);
  });

  test('is 408 if it has not arrived after ten seconds', async () => {
    const { port } = await serve();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    let seconds = 0;
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nstripe-signature: ${signatureOf(body)}\r\ncontent-length: 1000\r\n\r\n{`,
        );
      });
      const drip = setInterval(() => {
        socket.write(' ');
        vi.advanceTimersByTime(1000);
        seconds += 1;
      }, 20);
      socket.on('data', (data) => {
        clearInterval(drip);
        resolve(String(data));
        socket.destroy();
      });
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 408 /);
    expect(seconds).toBeGreaterThanOrEqual(10);
  });
});

test('F-31 a body that a framework has parsed is 400, and the report names the fix', async () => {
  const reports: Report[] = [];
  const sink: EventSink = { sendEvents: () => Promise.reject(new Error('nothing to send')) };
  const reporter = (report: Report) => {
    reports.push(report);
  };
  // A handler each: refusals of one kind are reported once a minute.
  const route = () => createWebhookHandler(stripeAdapter({ webhookSecret }), sink, { reporter });
  const mounted = toNodeHandler(route());
  const server = createServer((incoming, outgoing) => {
    incoming.resume().on('end', () => void mounted(incoming, outgoing));
  });
  const port = await listen(server);
  expect((await fetch(`http://127.0.0.1:${port}/`, signed())).status).toBe(400);
  const request = new Request('https://shop.example.com/', signed());
  await request.json();
  expect((await route()(request)).status).toBe(400);
  expect(reports).toHaveLength(2);
  for (const { message } of reports) {
    expect(message).toMatch(/before body parsers such as express\.json\(\)/);
    expect(message).not.toMatch(/\n|anna/);
  }
});

const error: CapiError = {
  status: 0,
  category: 'unavailable',
  retryable: true,
  ambiguous: false,
  message: 'down',
};

describe('F-26 the status of a separate route', () => {
  test.each<[string, Omit<EventOutcome, 'eventId' | 'eventName'>, number]>([
    ['delivered', { outcome: 'delivered' }, 200],
    ['queued', { outcome: 'queued' }, 200],
    ['skipped by consent', { outcome: 'skipped', reason: 'consent_denied' }, 200],
    ['too old', { outcome: 'skipped', reason: 'event_too_old' }, 200],
    [
      'in test mode without a code',
      { outcome: 'skipped', reason: 'test_mode_without_test_event_code' },
      200,
    ],
    ['not configured', { outcome: 'skipped', reason: 'not_configured' }, 503],
    ['not sent', { outcome: 'notSent', error }, 503],
    ['ambiguous', { outcome: 'ambiguous', error: { ...error, ambiguous: true } }, 503],
    [
      'refused for its payload',
      { outcome: 'rejected', error: { ...error, category: 'payload', retryable: false } },
      200,
    ],
    [
      'refused for the token',
      { outcome: 'rejected', error: { ...error, category: 'access', retryable: false } },
      503,
    ],
  ])('%s', async (_, outcome, status) => {
    const { url, ids } = await serve(webhookSecret, outcome);
    const response = await fetch(url, signed());
    expect(ids).toEqual(['pi_3Today']);
    expect(response.status).toBe(status);
    expect(response.headers.has('retry-after')).toBe(status === 503);
    expect(await response.text()).toBe('');
  });
});

test('F-25 in an existing route a failing Meta changes no status', async () => {
  const sink: EventSink = {
    sendEvents: ([event]) =>
      Promise.resolve({
        ok: false,
        skipped: false,
        status: 0,
        error,
        outcomes: [
          {
            eventName: event?.eventName ?? '',
            eventId: event?.eventId ?? '',
            outcome: 'notSent',
            error,
          },
        ],
        warnings: [],
      }),
  };
  const existingRoute = toNodeHandler(async (request) => {
    const signature = request.headers.get('stripe-signature') ?? '';
    const event = Stripe.webhooks.constructEvent(await request.text(), signature, webhookSecret);
    const { ok } = await sink.sendEvents(stripeToEvents(event));
    return new Response(null, { status: 204, headers: { 'x-meta': String(ok) } });
  });
  const server = createServer((incoming, outgoing) => void existingRoute(incoming, outgoing));
  const port = await listen(server);
  const response = await fetch(`http://127.0.0.1:${port}/`, signed());
  expect(response.status).toBe(204);
  expect(response.headers.get('x-meta')).toBe('false');
});

test('a header of a megabyte is rejected quickly', async () => {
  const forged = forgeries['a header of a megabyte']?.();
  if (forged === undefined) throw new Error('there is no such forgery');
  const adapter = stripeAdapter({ webhookSecret });
  const started = performance.now();
  await expect(adapter.receive(forged)).rejects.toMatchObject({ status: 400 });
  expect(performance.now() - started).toBeLessThan(50);
});
