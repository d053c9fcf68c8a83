import { describe, expect, test } from 'vitest';
import { createCapiClient } from '../../src/client/client.ts';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import type { SendResult } from '../../src/event/result.ts';
import { answer } from './faults.ts';
import { startFaultyServer } from './faulty-server.ts';

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

function leads(count: number): CapiEvent[] {
  const eventTime = new Date();
  return Array.from({ length: count }, (_, n) => ({
    eventName: 'Lead',
    eventId: `lead-${n}`,
    eventTime,
    actionSource: 'system_generated',
    userData: { externalId: `customer-${n}` },
  }));
}

/** A Graph that takes everything after `ms`; the ids of each request. */
function graphAfter(ms: number) {
  const requests: string[][] = [];
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'a-token-of-this-test-only',
    whenConsentUnknown: 'send',
    fetch: async (_url, init) => {
      const { data } = (await new Response(init?.body).json()) as { data: { event_id: string }[] };
      requests.push(data.map(({ event_id }) => event_id));
      await sleep(ms);
      return Response.json({ events_received: data.length });
    },
  });
  return { capi, requests };
}

function counts({ outcomes }: SendResult): Record<string, number> {
  const count: Record<string, number> = {};
  for (const { outcome } of outcomes) count[outcome] = (count[outcome] ?? 0) + 1;
  return count;
}

describe('a backlog', () => {
  test('leaves 1000 a request, its outcomes and warnings in its own order', async () => {
    const { capi, requests } = graphAfter(5);
    const events = leads(2345);
    Object.assign(events[2000] ?? {}, { eventId: '' });
    const result = await capi.sendEvents(events);
    expect(requests.map(({ length }) => length)).toEqual([1000, 1000, 344]);
    expect(result.outcomes.map(({ eventId }) => eventId)).toEqual(
      events.map(({ eventId }) => eventId),
    );
    expect(result.outcomes[2000]).toMatchObject({ outcome: 'skipped', reason: 'missing_event_id' });
    expect(result.warnings.map(({ path }) => path)).toContain('events[2000].eventId');
    expect(counts(result)).toEqual({ delivered: 2344, skipped: 1 });
  });

  test('ends at its deadline: what was not sent by then is notSent', async () => {
    const { capi, requests } = graphAfter(4000);
    const result = await capi.sendEvents(leads(20_000), { timeoutMs: 1500 });
    const sent = requests.length;
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThanOrEqual(8);
    expect(counts(result)).toEqual({ ambiguous: sent * 1000, notSent: 20_000 - sent * 1000 });
    await sleep(500);
    expect(requests).toHaveLength(sent);
  });

  test('stops when its caller does', async () => {
    const { capi, requests } = graphAfter(100);
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 250);
    const result = await capi.sendEvents(leads(40_000), {
      timeoutMs: 20_000,
      signal: controller.signal,
    });
    const sent = requests.length;
    expect(sent).toBeLessThan(40);
    expect(counts(result)['notSent']).toBe(40_000 - sent * 1000);
    await sleep(300);
    expect(requests).toHaveLength(sent);
  });
});

describe('warnings from Meta’s responses', () => {
  const headers = `Date: ${new Date(0).toUTCString()}\r\nX-Ad-Api-Version-Warning: upgraded\r\n`;

  /** The codes of a call's warnings, from a Graph that takes `eventsReceived` of each request. */
  async function codesFrom(eventsReceived: number, events: CapiEvent[]): Promise<string[]> {
    const play = answer(JSON.stringify({ events_received: eventsReceived }), '200 OK', headers);
    const server = await startFaultyServer([play]);
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'a-token-of-this-test-only',
      whenConsentUnknown: 'send',
      baseUrl: `http://127.0.0.1:${server.port}`,
    });
    const { warnings } = await capi.sendEvents(events);
    expect(server.requests).toHaveLength(2);
    return warnings.map(({ code }) => code);
  }

  test('is said once a call, however many requests a backlog takes', async () => {
    expect(await codesFrom(1000, leads(2000))).toEqual(['api_version_expired', 'clock_skew']);
  });

  test('is said once where the events of a call may not share a request', async () => {
    const events = leads(2);
    Object.assign(events[1] ?? {}, { dataProcessingOptions: ['LDU'] });
    expect(await codesFrom(1, events)).toEqual(['api_version_expired', 'clock_skew']);
  });

  test('but each request of which Meta took too few is named', async () => {
    expect(await codesFrom(999, leads(2000))).toEqual([
      'api_version_expired',
      'clock_skew',
      'received_mismatch',
      'received_mismatch',
    ]);
  });
});
