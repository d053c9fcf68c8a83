import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type SandboxServer, startSandbox } from '../src/index.ts';
import { post } from './post.ts';
import { purchase } from './purchase.ts';

const now = (): number => Date.now();
const event = (id: string, changes = {}): object =>
  purchase({ event_id: id, event_time: Math.floor(Date.now() / 1000), ...changes });
const fbp = 'fb.1.1795000000000.1098115397';

function hit(sandbox: { fetch: typeof fetch }, id: string): Promise<Response> {
  return sandbox.fetch(
    `https://www.facebook.com/tr?id=1234567890&ev=Purchase&eid=${id}&cd[value]=5&cd[currency]=EUR&fbp=${fbp}`,
  );
}

describe('sandbox.expect', () => {
  test('returns the event immediately if it has arrived, else when it arrives', async () => {
    const sandbox = createSandbox({ now });
    await post(sandbox, [event('order-1')]);
    expect(await sandbox.expect({ eventId: 'order-1' })).toMatchObject({ verdict: 'counted' });

    const waiting = sandbox.expect({ eventName: 'Purchase', eventId: 'order-2', pair: true });
    await post(sandbox, [event('order-2')]);
    await hit(sandbox, 'order-2');

    expect(await waiting).toMatchObject({ eventId: 'order-2', source: 'browser' });
  });

  test.each([
    [
      'nothing arrived',
      [],
      { eventName: 'Lead' },
      "Expected Lead: no event received. Check that the client's baseUrl and the Pixel's libraryUrl point at this sandbox, and that consent was given.",
    ],
    [
      'another id arrived',
      ['order-1'],
      { eventName: 'Purchase', eventId: 'order-2' },
      'Expected Purchase with event_id order-2: not received. Received: Purchase order-1 (server, counted).',
    ],
    [
      'another name arrived',
      ['order-1'],
      { eventName: 'Lead' },
      'Expected Lead: not received. Received: Purchase order-1 (server, counted).',
    ],
    [
      'one half is missing',
      ['order-1'],
      { eventId: 'order-1', pair: true },
      'Expected pair of any event with event_id order-1: only the server half was received, the browser half is missing.',
    ],
  ])('reports what is missing if %s', async (_, ids, expected, message) => {
    const sandbox = createSandbox({ now });
    for (const id of ids) await post(sandbox, [event(id)]);

    await expect(sandbox.expect({ ...expected, timeoutMs: 20 })).rejects.toThrow(message);
  });

  test('names the id of the other half of a near miss', async () => {
    const sandbox = createSandbox({ now });
    await hit(sandbox, 'order_1001');
    await post(sandbox, [event('pi_3QxYz')]);

    await expect(
      sandbox.expect({ eventId: 'pi_3QxYz', pair: true, timeoutMs: 20 }),
    ).rejects.toThrow('has the event_id order_1001; send the same event_id from both');
  });

  test('names the error of a refused event', async () => {
    const sandbox = createSandbox({ now });
    await post(sandbox, [event('order-1', { action_source: 'nowhere' })]);

    await expect(sandbox.expect({ eventId: 'order-1', timeoutMs: 20 })).rejects.toThrow(
      /received, but refused with 100: action_source is required and one of/,
    );
  });

  test.each([-1, 1.5, 60_001, Number.NaN])('rejects the timeoutMs %s', async (timeoutMs) => {
    await expect(createSandbox().expect({ timeoutMs })).rejects.toThrow(
      'timeoutMs must be a whole number from 0 to 60000.',
    );
  });
});

describe('GET /api/expect', () => {
  let server: SandboxServer;
  beforeAll(async () => {
    server = await startSandbox();
    await post(server.sandbox, [event('order-1')]);
  });
  afterAll(() => server.close());

  test.each([
    ['eventName=Purchase&eventId=order-1', 200, undefined],
    ['eventId=order-2&timeoutMs=0', 404, /order-2: not received/],
    ['eventID=order-1', 400, /Unknown parameter eventID; use eventName, eventId/],
    ['pair=yes', 400, 'pair must be true or false.'],
    ['timeoutMs=soon', 400, 'timeoutMs must be a whole number from 0 to 60000.'],
  ])('%s: %i', async (query, status, error) => {
    const response = await fetch(`${server.url}/api/expect?${query}`);

    expect(response.status).toBe(status);
    const body = (await response.json()) as { event?: { eventId: string }; error?: string };
    expect(body.error ?? body.event?.eventId).toMatch(error ?? 'order-1');
  });
});
