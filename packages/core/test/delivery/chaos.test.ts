import { createSandbox } from '@meta-capi/sandbox';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCapiClient } from '../../src/client/client.ts';
import type { PreparedEvent } from '../../src/event/prepared-event.ts';
import { prepareEvent } from '../../src/prepare/prepare.ts';
import { runs } from '../fuzz-runs.ts';

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

/** What may happen to one request: before Meta sees it, after Meta took it, or nothing. */
const faults = [
  'none',
  'refusedConnection',
  'lostBefore',
  'lostAfter',
  'throttled',
  'unavailableBefore',
  'unavailableAfter',
  'garbageAfter',
  'badToken',
] as const;
type FaultName = (typeof faults)[number];

const graphError = (status: number, code: number): Response =>
  Response.json({ error: { message: 'm', type: 'OAuthException', code } }, { status });

/** A Graph that plays a script of faults, one a request, and is well after that. */
function scriptedGraph(script: readonly FaultName[]) {
  const sandbox = createSandbox();
  const copies = new Map<string, number>();
  let mayBeTaken = 0;
  let next = 0;

  async function take(input: unknown, init?: RequestInit): Promise<Response> {
    const response = await sandbox.fetch(input as string, init);
    if (!response.ok) return response;
    const { data } = JSON.parse(init?.body as string) as { data: { event_id: string }[] };
    for (const { event_id } of data) copies.set(event_id, (copies.get(event_id) ?? 0) + 1);
    return response;
  }

  const graph = async (input: unknown, init?: RequestInit): Promise<Response> => {
    const fault = script[next++] ?? 'none';
    await sleep(0);
    switch (fault) {
      case 'none':
        return take(input, init);
      case 'refusedConnection':
        throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
      case 'throttled':
        return graphError(400, 4);
      case 'badToken':
        return graphError(401, 190);
      case 'lostBefore':
      case 'unavailableBefore':
        mayBeTaken += 1;
        if (fault === 'lostBefore') throw new TypeError('fetch failed');
        return graphError(500, 2);
      case 'lostAfter':
      case 'unavailableAfter':
      case 'garbageAfter':
        mayBeTaken += 1;
        await take(input, init);
        if (fault === 'lostAfter') throw new TypeError('fetch failed');
        return fault === 'garbageAfter' ? new Response('<html>') : graphError(503, 1);
    }
  };
  return { graph: graph as typeof fetch, copies, mayBeTaken: () => mayBeTaken };
}

describe('whatever happens on the way', () => {
  const count = runs(200);

  // The scripts run side by side, since most of their time is waiting between attempts.
  test(`outcomes are true, and copies no more than what was unclear (${count} scripts of 20 events)`, async () => {
    const scripts = fc.record({
      faults: fc.array(fc.constantFrom(...faults), { minLength: 2, maxLength: 8 }),
      bad: fc.constantFrom([], [], [7], [3, 19]),
      eventsPerCall: fc.integer({ min: 1, max: 20 }),
      maxAttempts: fc.constantFrom(1, 2, 2, 3),
    });
    await Promise.all(fc.sample(scripts, count).map(play));
  }, 600_000);

  async function play(script: {
    faults: FaultName[];
    bad: readonly number[];
    eventsPerCall: number;
    maxAttempts: number;
  }): Promise<void> {
    const { graph, copies, mayBeTaken } = scriptedGraph(script.faults);
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'a-token-of-this-test-only',
      whenConsentUnknown: 'send',
      fetch: graph,
      timeoutMs: 20_000,
    });
    const events = Array.from({ length: 20 }, (_, at) =>
      eventOf([...script.bad].includes(at) ? 'bad' : 'good', `e${at}`),
    );
    const calls: PreparedEvent[][] = [];
    for (let at = 0; at < events.length; at += script.eventsPerCall) {
      calls.push(events.slice(at, at + script.eventsPerCall));
    }
    const { maxAttempts } = script;
    const results = await Promise.all(calls.map((call) => capi.deliver(call, { maxAttempts })));
    const outcomes = results.flatMap((result) => result.outcomes);

    expect(outcomes.map(({ eventId }) => eventId)).toEqual(events.map(({ wire }) => wire.event_id));
    for (const { eventId, outcome } of outcomes) {
      const taken = copies.get(eventId) ?? 0;
      const isTrue = outcome === 'ambiguous' || (outcome === 'delivered' ? taken > 0 : taken === 0);
      expect({ script, outcome, taken, isTrue }).toMatchObject({ isTrue: true });
      expect(taken).toBeLessThanOrEqual(1 + mayBeTaken());
    }
  }

  test('in the end every good event is counted and every bad one named', async () => {
    const { graph, copies } = scriptedGraph(['lostBefore', 'throttled', 'unavailableBefore']);
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'a-token-of-this-test-only',
      whenConsentUnknown: 'send',
      fetch: graph,
      timeoutMs: 10_000,
    });
    const events = Array.from({ length: 20 }, (_, at) =>
      eventOf(at === 7 ? 'bad' : 'good', `e${at}`),
    );
    const { outcomes } = await capi.deliver(events);
    expect(outcomes.filter(({ outcome }) => outcome === 'delivered')).toHaveLength(19);
    expect(outcomes[7]).toMatchObject({ outcome: 'rejected', error: { category: 'payload' } });
    expect(copies.size).toBe(19);
  });
});

/** A bad event is one that only Meta refuses: no queue's check looks that far. */
function eventOf(kind: string, eventId: string): PreparedEvent {
  const preparation = prepareEvent(
    {
      eventName: 'Lead',
      eventId,
      eventTime: new Date(),
      userData: { email: 'maria@example.com', gender: 'f' },
    },
    { whenConsentUnknown: 'send' },
  );
  if (!preparation.ok) throw new Error(preparation.reason);
  const { wire } = preparation.event;
  const { ge = [] } = wire.user_data;
  return kind === 'bad'
    ? { ...preparation.event, wire: { ...wire, user_data: { ge } } }
    : preparation.event;
}

test('a stalled Graph holds nobody longer than their own deadline, at 25 calls a second', async () => {
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'a-token-of-this-test-only',
    whenConsentUnknown: 'send',
    fetch: () => new Promise(() => undefined),
  });
  const waits = Array.from({ length: 50 }, async (_, at) => {
    await sleep(at * 40);
    const timeoutMs = 100 + (at % 5) * 50;
    const start = performance.now();
    const result = await capi.deliver([eventOf('good', `e${at}`)], { timeoutMs });
    return { late: performance.now() - start - timeoutMs, result };
  });
  for (const { late, result } of await Promise.all(waits)) {
    expect(late).toBeLessThan(400);
    expect(result).toMatchObject({ ok: false, skipped: false, status: 0 });
  }
});
