import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SandboxServer, startSandbox } from '../src/index.ts';
import { answerOf, TOKEN } from './post.ts';
import { NOW, purchase } from './purchase.ts';

let server: SandboxServer;
beforeAll(async () => {
  server = await startSandbox({ now: () => NOW });
});
afterAll(() => server.close());

test('answers over a real socket on the loopback address', async () => {
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

test('takes requests side by side', async () => {
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
