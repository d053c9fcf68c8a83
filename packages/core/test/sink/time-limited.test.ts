import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import type { EventOutcome } from '../../src/event/outcome.ts';
import { type SendResult, summarize } from '../../src/event/result.ts';
import { onlyOnce } from '../../src/only-once/only-once.ts';
import { createRelayHandler } from '../../src/relay/relay.ts';
import { observed } from '../../src/report/observed.ts';
import type { Report } from '../../src/report/reporter.ts';
import type { EventSink, SendOptions } from '../../src/sink/sink.ts';
import { timeLimited } from '../../src/sink/time-limited.ts';
import { createWebhookHandler } from '../../src/webhook/webhook.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const lead: CapiEvent = { eventName: 'Lead', eventId: 'l-1', eventTime: new Date() };
const delivered: EventOutcome = { eventName: 'Lead', eventId: 'l-1', outcome: 'delivered' };

/** What a caller of a sink learned, and after how many milliseconds. */
interface Learned {
  outcomes: readonly EventOutcome[];
  ms: number;
}

const callers: Record<string, (sink: EventSink, options?: SendOptions) => Promise<Learned>> = {
  timeLimited: (sink, options) => ofCall(timeLimited(sink), options),
  observed: (sink, options) =>
    ofCall(
      observed(sink, () => {}),
      options,
    ),
  onlyOnce: (sink, options) => ofCall(onlyOnce(sink, undefined, { scope: 's' }), options),
  webhook: (sink, { timeoutMs } = {}) =>
    ofReport((reporter) => {
      const receive = (): Promise<string> => Promise.resolve('');
      const adapter = { name: 'mail', redelivers: true, receive, toEvents: () => [lead] };
      const handler = createWebhookHandler(adapter, sink, { reporter, timeoutMs });
      return handler(new Request('https://shop.example/', { method: 'POST' }));
    }),
  relay: (sink) =>
    ofReport((reporter) => {
      const origin = 'https://shop.example';
      const handler = createRelayHandler(sink, { allow: ['Lead'], origins: [origin], reporter });
      const headers = { origin, 'content-type': 'application/json' };
      const body = JSON.stringify({ eventName: 'Lead', eventId: 'l-1' });
      return handler(new Request(`${origin}/relay`, { method: 'POST', headers, body }));
    }),
};

async function ofCall(sink: EventSink, options?: SendOptions): Promise<Learned> {
  const start = performance.now();
  const { outcomes } = await sink.sendEvents([lead], options);
  return { outcomes, ms: performance.now() - start };
}

async function ofReport(call: (reporter: (report: Report) => void) => unknown): Promise<Learned> {
  const start = performance.now();
  const reports: Report[] = [];
  await call((report) => void reports.push(report));
  expect(reports).toHaveLength(1);
  return { outcomes: reports[0]?.outcomes ?? [], ms: performance.now() - start };
}

async function learn(call: Promise<Learned>): Promise<Learned> {
  await vi.advanceTimersByTimeAsync(60_000);
  return call;
}

describe.each(Object.entries(callers))('F-61 %s', (name, call) => {
  test.each<[string, unknown, string]>([
    ['rejects', () => Promise.reject(new RangeError('canary')), 'threw RangeError'],
    [
      'throws',
      () => {
        throw new TypeError('canary');
      },
      'threw TypeError',
    ],
    ['rejects with nothing', () => Promise.reject(undefined), 'threw a value of type undefined'],
    [
      'rejects with an error whose name quotes the event',
      () => Promise.reject(Object.assign(new RangeError('canary'), { name: 'canary' })),
      'threw RangeError',
    ],
    [
      'rejects with what cannot be read',
      () => {
        const { proxy, revoke } = Proxy.revocable({}, {});
        revoke();
        return Promise.reject(proxy);
      },
      'threw an unreadable value',
    ],
    ['is no function', undefined, 'threw TypeError'],
    ['returns nothing', () => undefined, 'returned no outcome'],
    ['returns no outcomes', () => ({ ok: true, eventsReceived: 1 }), 'returned no outcome'],
    ['returns too few outcomes', () => summarize([], [], 1), 'returned no outcome'],
    [
      'returns an unknown outcome',
      () => ({ ok: true, outcomes: [{ outcome: 'fine' }], warnings: [] }),
      'returned no outcome',
    ],
    ['hangs', () => new Promise(() => {}), 'gave no result within'],
  ])('answers for a sink that %s', async (_, sendEvents, what) => {
    const sink = { sendEvents } as unknown as EventSink;
    const { outcomes, ms } = await learn(call(sink));
    expect(outcomes).toMatchObject([
      { eventName: 'Lead', eventId: 'l-1', outcome: 'ambiguous', error: { ambiguous: true } },
    ]);
    expect(outcomes[0]?.error?.message).toContain(`The sink ${what}`);
    expect(JSON.stringify(outcomes)).not.toContain('canary');
    expect(ms).toBeLessThan(10_500);
  });

  test('waits as long as the sink says that it takes', async () => {
    const sink: EventSink = {
      timeoutMs: 20_000,
      sendEvents: () =>
        new Promise((resolve) => setTimeout(resolve, 19_000, summarize([delivered], [], 1))),
    };
    const { outcomes, ms } = await learn(call(sink));
    expect(outcomes).toMatchObject([{ outcome: 'delivered' }]);
    expect(ms).toBeCloseTo(19_000, -2);
  });

  test.skipIf(name === 'relay')('ends a sink’s call soon after its own deadline', async () => {
    const sink: EventSink = { timeoutMs: 20_000, sendEvents: () => new Promise(() => {}) };
    const { ms } = await learn(call(sink, { timeoutMs: 700 }));
    expect(ms).toBeGreaterThanOrEqual(700);
    expect(ms).toBeLessThanOrEqual(1010);
  });

  test('uses warnings that it can read', async () => {
    const result = { ...summarize([delivered], [], 1), warnings: [null, 'x'] };
    const sink = { sendEvents: () => Promise.resolve(result as unknown as SendResult) };
    expect((await learn(call(sink))).outcomes).toMatchObject([{ outcome: 'delivered' }]);
  });
});

test('an event that a sink did not answer for is tried again by onlyOnce', async () => {
  let calls = 0;
  const sink: EventSink = {
    sendEvents: () => {
      calls += 1;
      if (calls === 1) return new Promise(() => {});
      return Promise.resolve(summarize([delivered], [], 1));
    },
  };
  const once = onlyOnce(sink, undefined, { scope: 's' });
  const first = once.sendEvents([lead], { timeoutMs: 500 });
  await vi.advanceTimersByTimeAsync(1000);
  expect((await first).outcomes).toMatchObject([{ outcome: 'ambiguous' }]);
  expect((await once.sendEvents([lead])).outcomes).toMatchObject([{ outcome: 'delivered' }]);
});

const untouchable = new Proxy([], {
  get() {
    throw new Error('canary');
  },
});

test.each([
  ['is missing', undefined],
  ['cannot be read', untouchable],
])('a list that %s is answered for as well', async (_, list) => {
  const rejecting: EventSink = { sendEvents: () => Promise.reject(new Error('no')) };
  const result = await timeLimited(rejecting).sendEvents(list as unknown as CapiEvent[]);
  expect(result).toMatchObject({ ok: false, outcomes: [{ outcome: 'ambiguous', eventId: '' }] });
});

test('a sink that is missing fails its calls, not the module that wraps it', async () => {
  const wrapped = timeLimited(undefined as unknown as EventSink);
  expect((await wrapped.sendEvents([lead])).outcomes).toMatchObject([
    { outcome: 'ambiguous', error: { message: expect.stringContaining('threw TypeError') } },
  ]);
});

test('has the properties of the sink', () => {
  const sink = { sendEvents: () => Promise.reject(new Error('no')) };
  expect(timeLimited({ ...sink, remembersSent: true, timeoutMs: 7 })).toMatchObject({
    remembersSent: true,
    timeoutMs: 7,
  });
});

describe('what a call takes at most', () => {
  const hanging: EventSink = { sendEvents: () => new Promise(() => {}) };
  const unreadable = Object.defineProperty({}, 'timeoutMs', {
    get() {
      throw new Error('canary');
    },
  });

  test.each<[string, EventSink, SendOptions, number]>([
    ['10 s where nothing names a time', hanging, {}, 10_000],
    ['10 s where the options cannot be read', hanging, unreadable, 10_000],
    ['what the sink names', { ...hanging, timeoutMs: 3000 }, {}, 3000],
    ['what the call names', { ...hanging, timeoutMs: 3000 }, { timeoutMs: 499.5 }, 500],
  ])('is %s', async (_, sink, options, expected) => {
    const { outcomes, ms } = await learn(ofCall(timeLimited(sink), options));
    expect(outcomes[0]?.error?.message).toContain(`within ${expected} ms`);
    expect(ms).toBeGreaterThanOrEqual(expected);
    expect(ms).toBeLessThanOrEqual(expected + 210);
  });
});

describe('a result', () => {
  const ofSink = (result: unknown): Promise<SendResult> =>
    timeLimited({ sendEvents: () => Promise.resolve(result as SendResult) }).sendEvents([lead]);
  const names = { eventName: 'Lead', eventId: 'l-1' };
  const message = 'Meta does not accept this event.';
  const error = { status: 400, category: 'payload', retryable: false, ambiguous: false, message };
  const failed = { ok: false, skipped: false, status: 400, error, warnings: [] };
  const rejected = { ...names, outcome: 'rejected', error };
  const skipped = { ...names, outcome: 'skipped', reason: 'consent_denied' };

  test.each<[string, object]>([
    ['a success', { ok: true, eventsReceived: 1, outcomes: [delivered], warnings: [] }],
    ['a failure', { ...failed, outcomes: [rejected] }],
    ['a skip', { ...failed, skipped: true, reason: 'consent_denied', outcomes: [skipped] }],
    ['more outcomes than events', { ...failed, outcomes: [rejected, rejected] }],
  ])('of %s is returned as it is', async (_, result) => {
    expect(await ofSink(result)).toEqual(result);
  });

  test('of a failure without a message is not usable', async () => {
    const result = await ofSink({ ...failed, error: {}, outcomes: [rejected] });
    expect(result.outcomes).toMatchObject([{ outcome: 'ambiguous' }]);
  });

  test('is not ok with an event that failed', async () => {
    const result = { ok: true, eventsReceived: 1, outcomes: [rejected], warnings: [] };
    expect(await ofSink(result)).toEqual({ ...failed, outcomes: [rejected] });
  });

  test('keeps the warnings that are warnings', async () => {
    const warning = { code: 'clock_skew', path: 'eventTime', message: 'm' };
    const others = [null, 'x', { code: 'clock_skew' }, { path: 'eventTime' }];
    const result = { ok: true, eventsReceived: 1, outcomes: [delivered] };
    expect((await ofSink({ ...result, warnings: [...others, warning] })).warnings).toEqual([
      warning,
    ]);
    expect((await ofSink(result)).warnings).toEqual([]);
  });
});

describe('an adapter whose source waits for a certain time', () => {
  async function timeoutGiven(receiveMs: number, timeoutMs?: number): Promise<number | undefined> {
    const given: (number | undefined)[] = [];
    const sink: EventSink = {
      sendEvents: (_, options) => {
        given.push(options?.timeoutMs);
        return Promise.resolve(summarize([delivered], [], 1));
      },
    };
    const adapter = {
      name: 'mail',
      redelivers: false,
      timeoutMs: 4000,
      receive: () => new Promise<string>((resolve) => setTimeout(resolve, receiveMs, '')),
      toEvents: () => [lead],
    };
    const handler = createWebhookHandler(adapter, sink, { timeoutMs, reporter: () => {} });
    const responding = handler(new Request('https://shop.example/', { method: 'POST' }));
    await vi.advanceTimersByTimeAsync(10_000);
    await responding;
    return given[0];
  }

  test.each([
    ['all of it', 0, undefined, 4000],
    ['what is left of it', 1500, undefined, 2500],
    ['what the route says, where that is less', 1500, 1000, 1000],
    ['not more than what is left, whatever the route says', 1500, 6000, 2500],
    ['enough for an attempt, where little is left', 3900, undefined, 800],
  ])('leaves the sink %s', async (_, receiveMs, timeoutMs, expected) => {
    expect(await timeoutGiven(receiveMs, timeoutMs)).toBeCloseTo(expected, -1);
  });
});
