import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { page, pageStyle } from '../../../../tools/browser-scripts.ts';
import { type SandboxServer, startSandbox } from '../../src/index.ts';
import { answerOf, post, TOKEN } from '../post.ts';
import { NOW, purchase } from '../purchase.ts';

let server: SandboxServer;
beforeAll(async () => {
  server = await startSandbox({ now: () => NOW });
});
afterAll(() => server.close());

test('responds over a real socket on the loopback address', async () => {
  server.sandbox.clear();

  const answer = await answerOf(
    await fetch(`${server.url}/v26.0/1234567890/events`, json(purchase())),
  );

  expect(server.url).toMatch(/^http:[/][/]127[.]0[.]0[.]1:\d+$/);
  expect(answer).toMatchObject({ status: 200, body: { events_received: 1 } });
  expect(server.sandbox.counted).toMatchObject([{ eventId: 'order-1001', receivedAt: NOW }]);
  expect(server.sandbox.requests).toMatchObject([{ url: `${server.url}/v26.0/1234567890/events` }]);
});

test('refuses with the status and body of a Graph error', async () => {
  const answer = await answerOf(await fetch(`${server.url}/v26.0/1234567890/events`));

  expect(answer).toMatchObject({ status: 401, body: { error: { code: 190 } } });
});

test('handles concurrent requests', async () => {
  server.sandbox.clear();

  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      fetch(`${server.url}/v26.0/1234567890/events`, json(purchase({ event_id: `id-${index}` }))),
    ),
  );

  expect(server.sandbox.counted).toHaveLength(50);
});

test('a taken port rejects with an error that names it', async () => {
  const port = Number(new URL(server.url).port);

  await expect(startSandbox({ port })).rejects.toThrow(String(port));
});

test('close() frees the port even while a connection is kept alive', async () => {
  const short = await startSandbox();
  await (await fetch(`${short.url}/v26.0/1/events`)).text();

  await short.close();

  await expect(fetch(short.url)).rejects.toThrow('fetch failed');
});

function json(event: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ data: [event], access_token: TOKEN }),
  };
}

describe('the page’s own addresses', () => {
  test('return and clear the received events, and accept faults', async () => {
    server.sandbox.clear();
    await fetch(`${server.url}/v26.0/1234567890/events`, json(purchase()));
    await fetch(`${server.url}/v26.0/1234567890/events`, json(purchase()));
    const { events } = (await (await fetch(`${server.url}/sandbox/events`)).json()) as {
      events: unknown[];
    };
    const { requests } = (await (await fetch(`${server.url}/sandbox/requests`)).json()) as {
      requests: unknown[];
    };
    const played = await fetch(`${server.url}/sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'transient' }),
    });
    const cleared = await fetch(`${server.url}/sandbox/events`, { method: 'DELETE' });

    expect(events).toMatchObject([{ number: 1 }, { number: 2, duplicateOf: 1 }]);
    expect(requests).toHaveLength(2);
    expect(JSON.stringify(requests)).not.toContain(TOKEN);
    expect([played.status, cleared.status]).toEqual([201, 204]);
    expect(server.sandbox.faults.waiting).toMatchObject([{ kind: 'transient' }]);
    expect(server.sandbox.events).toEqual([]);
    await fetch(`${server.url}/sandbox/faults`, { method: 'DELETE' });
    expect(server.sandbox.faults.waiting).toEqual([]);
  });

  test.each([
    [400, 'application/json', '{"kind":"earthquake"}'],
    [400, 'application/json', '{'],
    [415, 'text/plain', '{"kind":"timeout"}'],
  ])('respond with %i to a fault of %s %s', async (status, type, body) => {
    const headers = { 'content-type': type };
    const answer = await fetch(`${server.url}/sandbox/faults`, { method: 'POST', headers, body });

    expect(answer.status).toBe(status);
    expect(server.sandbox.faults.waiting).toEqual([]);
  });

  test('reject a foreign Host header', async () => {
    const { port } = new URL(server.url);
    const status = await new Promise((resolve, reject) => {
      const headers = { host: `rebound.example:${port}` };
      get({ host: '127.0.0.1', port, path: '/sandbox/events', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on('error', reject);
    });

    expect(status).toBe(403);
  });
});

test('a page from the background receives the events in memory, not all events that it missed', async () => {
  const busy = await startSandbox({ now: () => NOW, keep: 20 });
  onTestFinished(busy.close);
  const response = await fetch(`${busy.url}/sandbox/stream`);
  const custom_data = { value: 5, currency: 'EUR', note: 'x'.repeat(100_000) };
  // More than the socket buffers of a machine can contain.
  for (let number = 1; number <= 600; number++) {
    await post(busy.sandbox, [purchase({ event_id: `order-${number}`, custom_data })]);
    if (number % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }

  const seen = new Set<string>();
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) {
    const text = decoder.decode(piece);
    for (const [id] of text.matchAll(/order-\d+/g)) seen.add(id);
    if (seen.has('order-600')) break;
  }

  expect(response.status).toBe(200);
  expect(seen.size).toBeGreaterThanOrEqual(20);
  expect(seen.size).toBeLessThan(500);
});

test.each([
  ['page-script', page],
  ['page-style', pageStyle],
])('%s is built from the source; `npm run browser-scripts` builds it again', async (_, script) => {
  expect(await readFile(script.file, 'utf8')).toBe(await script.source());
});
