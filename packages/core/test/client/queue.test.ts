import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import type { CapiConfig } from '../../src/client/capi-config.ts';
import { createCapiClient } from '../../src/client/client.ts';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import type { PreparedEvent } from '../../src/event/prepared-event.ts';
import { prepareEvent } from '../../src/prepare/prepare.ts';
import { readPrepared } from '../../src/prepare/read-prepared.ts';

afterEach(() => vi.useRealTimers());

const oldToken = 'EAAtheTokenBeforeTheRotation001';
const newToken = 'EAAtheTokenAfterTheRotation0002';
const daySeconds = 86_400;

function worker(baseUrl: string, rest: Partial<CapiConfig> = {}) {
  return createCapiClient({
    pixelId: '1234567890',
    accessToken: oldToken,
    whenConsentUnknown: 'send',
    baseUrl,
    ...rest,
  });
}

async function graph(): Promise<SandboxServer> {
  const server = await startSandbox();
  onTestFinished(server.close);
  return server;
}

/** As it comes back out of a queue. */
function queued(eventId: string, rest: Partial<CapiEvent> = {}): PreparedEvent {
  const event = { eventName: 'Lead', eventId, eventTime: new Date(), ...rest };
  const userData = { email: 'maria@example.com' };
  const preparation = prepareEvent({ userData, ...event }, { whenConsentUnknown: 'send' });
  if (!preparation.ok) throw new Error(preparation.reason);
  const reading = readPrepared(JSON.stringify(preparation.event));
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  return reading.event;
}

/** One that only Meta refuses: a gender alone is nobody. */
function bad(eventId: string): PreparedEvent {
  const event = queued(eventId, { userData: { gender: 'f', email: 'maria@example.com' } });
  const { ge = [] } = event.wire.user_data;
  return { ...event, wire: { ...event.wire, user_data: { ge } } };
}

test.each([
  [10, 1, 9],
  [1000, 1, 21],
  [1000, 3, 55],
])(
  'F-35 of %i events, %i bad: at most %i requests, each good one counted once',
  async (size, bads, most) => {
    const { url, sandbox } = await graph();
    const places = [Math.floor(size / 3), size - 1, 0].slice(0, bads);
    const events = Array.from({ length: size }, (_, at) =>
      places.includes(at) ? bad(`e${at}`) : queued(`e${at}`),
    );
    const { outcomes } = await worker(url, { timeoutMs: 30_000 }).deliver(events);
    const expected = events.map((_, at) => (places.includes(at) ? 'rejected' : 'delivered'));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(expected);
    expect(sandbox.requests.length).toBeLessThanOrEqual(most);
    const counted = sandbox.counted.map(({ eventId }) => eventId);
    expect(counted).toHaveLength(size - bads);
    expect(new Set(counted).size).toBe(size - bads);
    expect(sandbox.events.filter(({ verdict }) => verdict === 'duplicate')).toEqual([]);
  },
);

test('F-38 what grew too old in the queue stays, to the second, and its peers leave as they are', async () => {
  const { url, sandbox } = await graph();
  const acceptedAt = Math.floor(Date.now() / 1000) * 1000;
  vi.useFakeTimers({ toFake: ['Date'], now: acceptedAt });
  const seconds = acceptedAt / 1000;
  // A minute before Meta's own limit, for the way.
  const limit = 7 * daySeconds - 60;
  const events = [
    queued('a second over', { eventTime: seconds - 1 }),
    queued('just in time', { eventTime: seconds }),
    queued('from a store', { eventTime: seconds - 1, actionSource: 'physical_store' }),
  ];
  vi.setSystemTime(acceptedAt + limit * 1000);
  const { outcomes } = await worker(url).deliver(events);
  expect(outcomes).toMatchObject([
    { outcome: 'skipped', reason: 'event_too_old' },
    { outcome: 'delivered' },
    { outcome: 'delivered' },
  ]);
  expect(sandbox.counted.map(({ event }) => event['event_time'])).toEqual([seconds, seconds - 1]);
});

test('F-54 a token that is rotated while events are queued: none is lost, and none holds one', async () => {
  const sandbox = await graph();
  let current = oldToken;
  const tokens: string[] = [];
  const capi = worker(sandbox.url, {
    accessToken: async () => current,
    // The one thing the sandbox does not judge: which token is good today.
    fetch: async (input, init) => {
      const { access_token } = JSON.parse(String(init?.body)) as { access_token: string };
      tokens.push(access_token);
      if (access_token === current) return fetch(input, init);
      const error = { message: 'm', type: 'OAuthException', code: 190, error_subcode: 463 };
      return Response.json({ error }, { status: 401 });
    },
  });
  const events = ['a', 'b', 'c'].map((eventId) => queued(eventId));
  expect(JSON.stringify(events)).not.toContain(oldToken);

  expect((await capi.deliver(events.slice(0, 1))).ok).toBe(true);
  current = newToken;
  expect((await capi.deliver(events.slice(1, 2))).ok).toBe(true);
  expect((await capi.deliver(events.slice(2))).ok).toBe(true);

  expect(tokens).toEqual([oldToken, oldToken, newToken, newToken]);
  expect(sandbox.sandbox.counted.map(({ eventId }) => eventId)).toEqual(['a', 'b', 'c']);
});

test('F-54 a token that was changed in the configuration is the one of the next worker', async () => {
  const { url, sandbox } = await graph();
  sandbox.faults.simulate({ kind: 'token_expired' });
  const event = queued('a');
  const refused = await worker(url).deliver([event]);
  expect(refused).toMatchObject({ ok: false, error: { category: 'access', retryable: false } });
  const { ok } = await worker(url, { accessToken: newToken }).deliver([event]);
  expect(ok).toBe(true);
  expect(sandbox.counted).toHaveLength(1);
});
