import { expect, onTestFinished, test } from 'vitest';
import { type SandboxServer, startSandbox } from '../../src/index.ts';
import { post } from '../post.ts';
import { purchase } from '../purchase.ts';

async function start(): Promise<SandboxServer> {
  const server = await startSandbox();
  onTestFinished(server.close);
  return server;
}

const event = (id: string): object =>
  purchase({ event_id: id, event_time: Math.floor(Date.now() / 1000) });
const lines = { 'content-type': 'application/x-ndjson' };

test('an imported recording gives the exported events with their original times', async () => {
  const from = await start();
  await post(from.sandbox, [event('a-1')]);
  await from.sandbox.fetch(`${from.url}/tr?id=1234567890&ev=Lead&eid=b-1`);
  const recording = await (await fetch(`${from.url}/sandbox/recording`)).text();
  const to = await start();

  const response = await fetch(`${to.url}/sandbox/recording`, {
    method: 'POST',
    headers: lines,
    body: recording,
  });

  expect(await response.json()).toEqual({ requests: 2 });
  expect(to.sandbox.events).toEqual(from.sandbox.events);
  expect(recording).not.toContain('EAAmadeUpToken');
});

test('an error names the unreadable line, and nothing is imported', async () => {
  const { url, sandbox } = await start();
  const response = await fetch(`${url}/sandbox/recording`, {
    method: 'POST',
    headers: lines,
    body: '{"method":"GET"}\n',
  });

  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    error: 'Line 1 of the recording is not a recorded request.',
  });
  expect(sandbox.requests).toEqual([]);
});

test('a request is returned with its response and sent again', async () => {
  const { url, sandbox } = await start();
  await post(sandbox, [event('a-1')]);

  expect(await (await fetch(`${url}/sandbox/requests/1`)).json()).toMatchObject({
    number: 1,
    status: 200,
    response: { events_received: 1 },
    durationMs: expect.any(Number),
  });
  const headers = { 'content-type': 'application/json' };
  const again = await fetch(`${url}/sandbox/requests/1/resend`, { method: 'POST', headers });
  expect(await again.json()).toEqual({ status: 200 });
  expect(sandbox.events.map(({ verdict }) => verdict)).toEqual(['counted', 'duplicate']);
  expect((await fetch(`${url}/sandbox/requests/9`)).status).toBe(404);
});

test.each(['/sandbox/recording', '/sandbox/requests/1/resend', '/sandbox/faults'])(
  'a foreign page cannot post text to %s',
  async (path) => {
    const { url } = await start();
    const response = await fetch(url + path, { method: 'POST', body: 'text' });

    expect(response.status).toBe(415);
  },
);
