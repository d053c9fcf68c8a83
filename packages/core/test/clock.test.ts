import { createSandbox } from '@meta-capi/sandbox';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type CapiClient, createCapiClient } from '../src/client/client.ts';
import { accepted, answer, silence } from './delivery/faults.ts';
import { startFaultyServer } from './delivery/faulty-server.ts';

afterEach(() => vi.useRealTimers());

const minuteMs = 60_000;

/** From here on the host's clock is wrong; what time passes, and timers, are right. */
function setHostClock(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: ms });
}

function clientOf(baseUrl: string, rest: { fetch?: typeof fetch } = {}): CapiClient {
  return createCapiClient({
    pixelId: '1234567890',
    accessToken: 'a-token-of-this-test-only',
    whenConsentUnknown: 'send',
    baseUrl,
    ...rest,
  });
}

const person = { userData: { email: 'maria@example.com' } };

/** A Graph whose own clock is right. */
function timely(realNow: number): ReturnType<typeof answer> {
  return answer(accepted, '200 OK', `Date: ${new Date(realNow).toUTCString()}\r\n`);
}

describe('F-52 the host’s clock', () => {
  test.each([
    ['10 min behind', -10 * minuteMs, 'behind'],
    ['10 min ahead', 10 * minuteMs, 'ahead of'],
  ])(
    '%s: the event’s own time is sent as it is, and the answer’s Date tells',
    async (_, skewMs, said) => {
      const realNow = Date.now();
      const server = await startFaultyServer([timely(realNow)]);
      setHostClock(realNow + skewMs);
      const eventTime = Math.floor(realNow / 1000) - 3600;
      const event = { eventName: 'Lead', eventId: 'l', eventTime, ...person };
      const result = await clientOf(`http://127.0.0.1:${server.port}`).sendEvents([event]);
      expect(result).toMatchObject({ ok: true, warnings: [{ code: 'clock_skew' }] });
      const [, seconds, where] =
        /clock is (\d+) s (.*) Meta/.exec(result.warnings[0]?.message ?? '') ?? [];
      expect(Number(seconds)).toBeCloseTo(600, -1);
      expect(where).toBe(said);
      const { data } = JSON.parse(server.requests[0]?.body ?? '') as { data: unknown[] };
      expect(data).toMatchObject([{ event_time: eventTime }]);
    },
  );

  test('right to 20 s is right', async () => {
    const realNow = Date.now();
    const server = await startFaultyServer([timely(realNow)]);
    setHostClock(realNow + 20_000);
    const result = await clientOf(`http://127.0.0.1:${server.port}`).sendLeadEvent({
      eventId: 'l',
      ...person,
    });
    expect(result).toMatchObject({ ok: true, warnings: [] });
  });

  test.each([
    ['that jumps back an hour', -60 * minuteMs],
    ['that jumps ahead an hour', 60 * minuteMs],
    ['that falls to 1970', -Date.now()],
    ['that leaps to 2100', Date.UTC(2100, 0, 1) - Date.now()],
  ])('%s on the way neither ends nor extends a deadline', async (_, jumpMs) => {
    const busy = answer('', '503 Service Unavailable');
    const server = await startFaultyServer([busy, silence]);
    const capi = clientOf(`http://127.0.0.1:${server.port}`);
    const start = performance.now();
    const sending = capi.sendLeadEvent({ eventId: 'l', ...person }, { timeoutMs: 900 });
    await vi.waitFor(() => expect(server.requests.length).toBeGreaterThan(0));
    setHostClock(Date.now() + jumpMs);
    expect(await sending).toMatchObject({ ok: false, error: { ambiguous: true } });
    expect(performance.now() - start).toBeGreaterThan(890);
    expect(performance.now() - start).toBeLessThan(1800);
    expect(server.requests).toHaveLength(2);
  });

  test.each([
    ['1970', 0, 'event_in_future'],
    ['2100', Date.UTC(2100, 0, 1), 'event_too_old'],
  ])(
    'in %s keeps today’s event back with the reason, and throws nothing',
    async (_, hostMs, reason) => {
      const eventTime = new Date();
      const server = await startFaultyServer([answer()]);
      setHostClock(hostMs);
      const event = { eventName: 'Lead', eventId: 'l', eventTime, ...person };
      const result = await clientOf(`http://127.0.0.1:${server.port}`).sendEvents([event]);
      expect(result).toMatchObject({ ok: false, skipped: true, reason });
      expect(server.connections()).toBe(0);
    },
  );

  test.each([
    [60, 'delivered'],
    [61, 'skipped'],
  ])(
    'an event from %i s ahead is %s; Meta sees none from the future',
    async (aheadSeconds, outcome) => {
      const now = Math.floor(Date.now() / 1000);
      setHostClock(now * 1000);
      const sandbox = createSandbox({ strict: true });
      const capi = clientOf('https://graph.facebook.com', { fetch: sandbox.fetch });
      const eventTime = now + aheadSeconds;
      const { outcomes } = await capi.sendEvents([
        { eventName: 'Lead', eventId: 'l', eventTime, ...person },
      ]);
      expect(outcomes).toMatchObject([{ outcome }]);
      expect(sandbox.counted.map(({ event }) => event['event_time'])).toEqual(
        outcome === 'delivered' ? [now] : [],
      );
    },
  );
});
