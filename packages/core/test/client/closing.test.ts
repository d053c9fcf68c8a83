import { describe, expect, test, vi } from 'vitest';
import type { CapiConfig } from '../../src/client/capi-config.ts';
import { createCapiClient } from '../../src/client/client.ts';
import { isFailure, isRetryableLater } from '../../src/event/outcome.ts';

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));
const person = { userData: { email: 'maria@example.com' } };
const lead = (eventId: string) => ({ eventId, ...person });
const nothing = { ambiguous: 0, delivered: 0, notSent: 0, queued: 0, rejected: 0, skipped: 0 };

function clientOf(graph: typeof fetch, rest: Partial<CapiConfig> = {}) {
  return createCapiClient({
    pixelId: '1234567890',
    accessToken: 'a-token-of-this-test-only',
    whenConsentUnknown: 'send',
    fetch: graph,
    ...rest,
  });
}

/** Accepts every request after `ms`. */
function graphAfter(ms: number) {
  let requests = 0;
  const graph: typeof fetch = async (_url, init) => {
    requests += 1;
    const { data } = (await new Response(init?.body).json()) as { data: unknown[] };
    await sleep(ms);
    return Response.json({ events_received: data.length });
  };
  return { graph, requests: () => requests };
}

describe('F-63 close', () => {
  test('waits for the responses, and every caller gets its result', async () => {
    const { graph } = graphAfter(50);
    const capi = clientOf(graph);
    const sends = Array.from({ length: 100 }, (_, n) => capi.sendLeadEvent(lead(`l${n}`)));
    expect(await capi.close()).toEqual({ ...nothing, delivered: 100 });
    expect((await Promise.all(sends)).every(({ ok }) => ok)).toBe(true);
  });

  test('resolves after the callers have read their results', async () => {
    const { graph } = graphAfter(20);
    const capi = clientOf(graph);
    const order: string[] = [];
    const call = async (): Promise<void> => {
      await Promise.resolve(await capi.sendLeadEvent(lead('a')));
      order.push('result');
    };
    void call();
    await capi.close();
    expect([...order, 'closed']).toEqual(['result', 'closed']);
  });

  test('sends what waits for other calls at once', async () => {
    const { graph, requests } = graphAfter(300);
    const capi = clientOf(graph);
    const first = capi.sendLeadEvent(lead('a'));
    await sleep(0);
    const second = capi.sendLeadEvent(lead('b'), { testEventCode: 'TEST1' });
    const closing = capi.close();
    await sleep(20);
    expect(requests()).toBe(2);
    await closing;
    expect([await first, await second].map(({ ok }) => ok)).toEqual([true, true]);
  });

  test('sends all of a backlog that was accepted before', async () => {
    const { graph } = graphAfter(5);
    const capi = clientOf(graph, { timeoutMs: 20_000 });
    const events = Array.from({ length: 2500 }, (_, n) => ({
      eventName: 'Lead',
      eventTime: new Date(),
      ...lead(`l${n}`),
    }));
    const sending = capi.sendEvents(events);
    expect(await capi.close()).toEqual({ ...nothing, delivered: 2500 });
    expect((await sending).ok).toBe(true);
  });

  test.each([200, 0])('ends every call after its timeoutMs of %i', async (timeoutMs) => {
    const capi = clientOf(() => new Promise(() => undefined), { timeoutMs: 20_000 });
    const sends = Array.from({ length: 3 }, (_, n) => capi.sendLeadEvent(lead(`l${n}`)));
    await sleep(20);
    const start = performance.now();
    const summary = await capi.close({ timeoutMs });
    expect(performance.now() - start).toBeLessThan(timeoutMs + 1000);
    expect(summary).toEqual({ ...nothing, ambiguous: 3 });
    for (const { outcomes } of await Promise.all(sends)) {
      expect(outcomes[0]?.error?.message).toContain('the client was closed');
    }
  });

  test('skips a later send with its own reason, and names the fix', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { graph, requests } = graphAfter(0);
    const capi = clientOf(graph);
    await capi.close();
    for (let n = 0; n < 3; n += 1) {
      const result = await capi.sendLeadEvent(lead('late'));
      expect(result).toMatchObject({ ok: false, skipped: true, reason: 'client_closed' });
      expect(result.warnings[0]?.message).toContain('create another client');
      expect(result.outcomes[0]?.eventId).toBe('late');
      expect(result.outcomes.every(isFailure)).toBe(true);
      expect(result.outcomes.every(isRetryableLater)).toBe(true);
    }
    expect(warn).toHaveBeenCalledTimes(1);
    expect(requests()).toBe(0);
    warn.mockRestore();
  });

  test('called again returns the same summary', async () => {
    const { graph } = graphAfter(20);
    const capi = clientOf(graph);
    void capi.sendLeadEvent(lead('a'));
    const [first, second] = await Promise.all([capi.close(), capi.close({ timeoutMs: 0 })]);
    expect(first).toEqual({ ...nothing, delivered: 1 });
    expect(second).toBe(first);
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['no time', {}],
    ['text', { timeoutMs: '0' }],
    ['less than nothing', { timeoutMs: -1 }],
    ['no number', { timeoutMs: Number.NaN }],
  ])('given %s waits as long as the client does', async (_, options) => {
    const capi = clientOf(graphAfter(20).graph, { timeoutMs: 1000 });
    void capi.sendLeadEvent(lead('a'));
    expect(await capi.close(options as never)).toEqual({ ...nothing, delivered: 1 });
  });

  test('waits for the last of several requests', async () => {
    const capi = clientOf(async (_url, init) => {
      const body = (await new Response(init?.body).json()) as { test_event_code: string };
      await sleep(body.test_event_code === 'SLOW' ? 60 : 5);
      return Response.json({ events_received: 1 });
    });
    const sends = ['FAST', 'SLOW'].map((testEventCode) =>
      capi.sendLeadEvent(lead(testEventCode), { testEventCode }),
    );
    expect({ ...(await capi.close()) }).toEqual({ ...nothing, delivered: 2 });
    expect((await Promise.all(sends)).every(({ ok }) => ok)).toBe(true);
  });

  test('counts only the calls that were waiting', async () => {
    const capi = clientOf(graphAfter(0).graph);
    await capi.sendLeadEvent(lead('a'));
    const waiting = capi.sendLeadEvent(lead('b'));
    expect(await capi.close()).toEqual({ ...nothing, delivered: 1 });
    expect((await waiting).ok).toBe(true);
    await capi.sendLeadEvent(lead('c'));
    expect(await capi.close()).toEqual({ ...nothing, delivered: 1 });
  });

  test('with nothing waiting resolves at once', async () => {
    const capi = clientOf(graphAfter(0).graph);
    await capi.sendLeadEvent(lead('a'));
    expect(await capi.close()).toEqual(nothing);
  });

  test('of a client without configuration resolves at once', async () => {
    const capi = createCapiClient({ whenConsentUnknown: 'send' });
    expect(await capi.close()).toEqual(nothing);
  });
});
