import { describe, expect, test } from 'vitest';
import { type CapiClient, createCapiClient } from '../../src/client/client.ts';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import {
  accept,
  after,
  noResponse,
  type RecordingServer,
  startRecordingServer,
} from '../http/recording-server.ts';

function clientOf({ baseUrl }: RecordingServer): CapiClient {
  return createCapiClient({
    pixelId: '1234567890',
    accessToken: 'a-token-of-this-test-only',
    whenConsentUnknown: 'send',
    baseUrl,
  });
}

const person = { userData: { email: 'maria@example.com' } };
const lead = (eventId: string) => ({ eventId, ...person });
const stall = { respond: noResponse };

function leads(count: number): CapiEvent[] {
  const eventTime = new Date();
  return Array.from({ length: count }, (_, n) => ({
    eventName: 'Lead',
    eventId: `lead-${n}`,
    eventTime,
    ...person,
  }));
}

describe('F-57 a request that gets no response', () => {
  test.each([
    ['the default deadline', undefined],
    ['a deadline of one second', 1000],
  ])('is sent again within %s, over a new connection', async (_, timeoutMs) => {
    const server = await startRecordingServer((request) =>
      request.index === 0 ? stall : accept(request),
    );
    const result = await clientOf(server).sendLeadEvent(lead('l'), { timeoutMs });
    expect(result).toMatchObject({ ok: true, eventsReceived: 1 });
    expect(server.requests.map(({ connection }) => connection)).toEqual([0, 1]);
  });

  test('twice is sent a third time within the default deadline', async () => {
    const server = await startRecordingServer((request) =>
      request.index < 2 ? stall : accept(request),
    );
    expect((await clientOf(server).sendLeadEvent(lead('l'))).ok).toBe(true);
  });

  test('but was accepted makes a later failure ambiguous', async () => {
    const server = await startRecordingServer((request) =>
      request.index === 0
        ? { accepts: true, respond: noResponse }
        : { respond: (response) => response.writeHead(429).end() },
    );
    const { outcomes } = await clientOf(server).sendLeadEvent(lead('l'), {
      timeoutMs: 1000,
      maxAttempts: 2,
    });
    expect(outcomes).toMatchObject([{ outcome: 'ambiguous', error: { ambiguous: true } }]);
  });

  test('does not take the whole time of a call with a later deadline from another call', async () => {
    const server = await startRecordingServer((request) =>
      request.index === 0 ? stall : accept(request),
    );
    const capi = clientOf(server);
    const results = await Promise.all([
      capi.sendLeadEvent(lead('a'), { timeoutMs: 20_000 }),
      capi.sendLeadEvent(lead('b'), { timeoutMs: 1500 }),
    ]);
    expect(server.requests[0]?.ids).toEqual(['a', 'b']);
    expect(results.map(({ ok }) => ok)).toEqual([true, true]);
  });

  test('a request of 1,000 events gets 4 s more, so that a slow response is not cut off', async () => {
    const server = await startRecordingServer((request) => after(4000, accept(request)));
    const result = await clientOf(server).sendEvents(leads(1000), { timeoutMs: 12_000 });
    expect(result).toMatchObject({ ok: true, eventsReceived: 1000 });
    expect(server.requests).toHaveLength(1);
  });
});

test('F-58 when all idle connections are half-open, at most one send is not delivered', async () => {
  let isHalfOpen = false;
  const server = await startRecordingServer((request) => {
    if (isHalfOpen) return request.connection < 8 ? stall : accept(request);
    return after(30, accept(request));
  });
  const capi = clientOf(server);
  // What differs in its test event code never shares a request.
  await Promise.all(
    Array.from({ length: 8 }, (_, n) =>
      capi.sendLeadEvent(lead(`warm-${n}`), { testEventCode: `TEST${n}` }),
    ),
  );
  expect(server.connections()).toBe(8);
  isHalfOpen = true;
  const outcomes: (string | undefined)[] = [];
  for (let n = 0; n < 8; n += 1) {
    const options = { timeoutMs: 1000, maxAttempts: 1 };
    const result = await capi.sendLeadEvent(lead(`later-${n}`), options);
    outcomes.push(result.outcomes[0]?.outcome);
  }
  expect(outcomes).toEqual(['ambiguous', ...Array<string>(7).fill('delivered')]);
});

test('F-59 eight stalled requests with 20 s do not keep 100 calls with 1 s from being delivered', async () => {
  const server = await startRecordingServer((request) =>
    request.ids.some((id) => id.startsWith('stalled')) ? stall : accept(request),
  );
  const capi = clientOf(server);
  const controller = new AbortController();
  const { signal } = controller;
  const stalled = Array.from({ length: 8 }, (_, n) =>
    capi.sendLeadEvent(lead(`stalled-${n}`), {
      timeoutMs: 20_000,
      testEventCode: `TEST${n}`,
      signal,
    }),
  );
  await expect.poll(() => server.requests.length).toBe(8);
  const results = await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      capi.sendLeadEvent(lead(`healthy-${n}`), { timeoutMs: 1000 }),
    ),
  );
  expect(results.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(99);
  controller.abort();
  await Promise.all(stalled);
});
