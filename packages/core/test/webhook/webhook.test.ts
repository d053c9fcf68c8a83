import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createCapiClient } from '../../src/client/client.ts';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import type { CapiError, EventOutcome } from '../../src/event/outcome.ts';
import { summarize } from '../../src/event/result.ts';
import type { Report, Reporter } from '../../src/report/reporter.ts';
import type { EventSink } from '../../src/sink/sink.ts';
import type { WebhookAdapter } from '../../src/webhook/adapter.ts';
import { createWebhookHandler, type WebhookHandlerOptions } from '../../src/webhook/webhook.ts';
import { WebhookError } from '../../src/webhook/webhook-error.ts';
import { answer as graphAnswer } from '../delivery/faults.ts';
import { startFaultyServer } from '../delivery/faulty-server.ts';

afterEach(() => vi.useRealTimers());

const lead: CapiEvent = { eventName: 'Lead', eventId: 'l-1', eventTime: 1_790_000_000 };

function adapter(rest: Partial<WebhookAdapter<string>> = {}): WebhookAdapter<string> {
  return {
    name: 'paper-mail',
    redelivers: true,
    receive: (request) => request.text(),
    toEvents: (payload) => (payload === 'nothing' ? [] : [lead]),
    ...rest,
  };
}

function sinkOf(...outcomes: Partial<EventOutcome>[]): EventSink & { seen: CapiEvent[] } {
  const seen: CapiEvent[] = [];
  return {
    seen,
    sendEvents: (events) => {
      seen.push(...events);
      const all = outcomes.map((one) => ({ eventName: 'Lead', eventId: 'l-1', ...one }));
      return Promise.resolve(summarize(all as EventOutcome[], [], outcomes.length));
    },
  };
}

function error(rest: Partial<CapiError>): { error: CapiError } {
  const facts = {
    status: 503,
    category: 'unavailable',
    retryable: true,
    ambiguous: false,
  } as const;
  return { error: { ...facts, message: 'm', ...rest } };
}

async function answer(
  given: WebhookAdapter<string>,
  sink: EventSink,
  body = 'a lead',
): Promise<{ status: number; retryAfter: string | null; text: string; reports: Report[] }> {
  const reports: Report[] = [];
  const handler = createWebhookHandler(given, sink, { reporter: (one) => reports.push(one) });
  const response = await handler(new Request('https://a.example', { method: 'POST', body }));
  const { status, headers } = response;
  return { status, retryAfter: headers.get('retry-after'), text: await response.text(), reports };
}

/** The answer after `ms` milliseconds have passed on every clock. */
async function inFakeTime(
  ms: number,
  given: WebhookAdapter<string>,
  sink: EventSink,
): Promise<{ status: number }> {
  vi.useFakeTimers();
  const answered = answer(given, sink);
  await vi.advanceTimersByTimeAsync(ms);
  return answered;
}

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

const access = error({ category: 'access', retryable: false });
const payload = error({ category: 'payload', retryable: false });

describe('the response, to a source that redelivers and to one that does not', () => {
  test.each<[string, Partial<EventOutcome>, number]>([
    ['delivered', { outcome: 'delivered' }, 200],
    ['queued', { outcome: 'queued' }, 200],
    ['sent before', { outcome: 'skipped', reason: 'already_sent' }, 200],
    ['denied', { outcome: 'skipped', reason: 'consent_denied' }, 200],
    ['invalid', { outcome: 'skipped', reason: 'invalid_event' }, 200],
    ['too old', { outcome: 'skipped', reason: 'event_too_old' }, 200],
    ['in the future', { outcome: 'skipped', reason: 'event_in_future' }, 503],
    ['not configured', { outcome: 'skipped', reason: 'not_configured' }, 503],
    ['closed', { outcome: 'skipped', reason: 'client_closed' }, 503],
    ['badly configured', { outcome: 'skipped', reason: 'bad_configuration' }, 503],
    ['a refused payload', { outcome: 'rejected', ...payload }, 200],
    ['a refused token', { outcome: 'rejected', ...access }, 503],
    ['not sent', { outcome: 'notSent', ...error({}) }, 503],
    ['ambiguous', { outcome: 'ambiguous', ...error({ ambiguous: true }) }, 503],
  ])('F-26 %s', async (_, outcome, expected) => {
    const first = await answer(adapter(), sinkOf(outcome));
    expect(first).toMatchObject({ status: expected, text: '' });
    expect(first.retryAfter).toBe(expected === 503 ? '60' : null);
    expect(first.reports).toHaveLength(1);
    const other = await answer(adapter({ redelivers: false }), sinkOf(outcome));
    expect(other).toMatchObject({ status: 200, text: '', retryAfter: null });
    expect(other.reports).toHaveLength(1);
  });

  test('is 503 if one event of several may still be delivered', async () => {
    const sink = sinkOf({ outcome: 'rejected', ...payload }, { outcome: 'notSent', ...error({}) });
    expect((await answer(adapter(), sink)).status).toBe(503);
  });

  test('has the Retry-After of Meta, at least one minute', async () => {
    const sink = sinkOf({ outcome: 'notSent', ...error({ retryAfterMs: 90_500 }) });
    expect((await answer(adapter(), sink)).retryAfter).toBe('91');
  });

  test.each([
    ['503', '<html>'],
    ['error 2', '{"error":{"message":"m","code":2,"is_transient":true}}'],
  ])('has the Retry-After of an unavailable Graph API, with %s', async (_, body) => {
    const server = await startFaultyServer([
      graphAnswer(body, '503 Service Unavailable', 'Retry-After: 120\r\n'),
    ]);
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'a-token-of-this-test-only',
      whenConsentUnknown: 'send',
      baseUrl: `http://127.0.0.1:${server.port}`,
      timeoutMs: 10_000,
    });
    const now = { ...lead, eventTime: new Date(), userData: { externalId: 'customer-7' } };
    const { status, retryAfter } = await answer(adapter({ toEvents: () => [now] }), capi);
    expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '120' });
    expect(server.requests).toHaveLength(1);
  });

  test('is 200 without events; nothing is sent or reported', async () => {
    const sink = sinkOf();
    expect(await answer(adapter(), sink, 'nothing')).toMatchObject({ status: 200, reports: [] });
    expect(sink.seen).toEqual([]);
  });
});

describe('a warning of the adapter', () => {
  const warning = { code: 'unknown_zone', path: 'date_time', message: 'date_time: set timeZone.' };
  const careful = adapter({ warnings: () => [warning] });

  test('is in the report of its events', async () => {
    const { status, reports } = await answer(careful, sinkOf({ outcome: 'delivered' }));
    expect(status).toBe(200);
    expect(reports).toMatchObject([{ level: 'info', warnings: [warning] }]);
  });

  test('is reported as an error if the adapter created no events because of it', async () => {
    const { status, reports } = await answer(careful, sinkOf(), 'nothing');
    expect(status).toBe(200);
    expect(reports).toMatchObject([
      {
        level: 'error',
        source: 'paper-mail',
        message: 'No event was made.',
        outcomes: [],
        warnings: [warning],
      },
    ]);
  });

  test('about a payload that is ignored on purpose is reported as info', async () => {
    const ignoring = adapter({ ignored: () => [warning] });
    const { status, reports } = await answer(ignoring, sinkOf(), 'nothing');
    expect(status).toBe(200);
    expect(reports).toEqual([
      {
        level: 'info',
        source: 'paper-mail',
        message: 'Ignored.',
        outcomes: [],
        warnings: [warning],
      },
    ]);
    expect((await answer(ignoring, sinkOf({ outcome: 'delivered' }))).reports).toMatchObject([
      { message: 'Delivered.', warnings: [] },
    ]);
  });
});

describe('the time of the sink', () => {
  /** The `timeoutMs` that a sink gets 100 ms after the request was received. */
  async function timeoutOf(
    adapterMs: number | undefined,
    options: WebhookHandlerOptions,
  ): Promise<number | undefined> {
    vi.useFakeTimers();
    const seen: (number | undefined)[] = [];
    const sink: EventSink = {
      sendEvents: (_, given) => {
        seen.push(given?.timeoutMs);
        return Promise.resolve(summarize([], [], 0));
      },
    };
    const slow = adapter({
      receive: () => sleep(100).then(() => 'a lead'),
      ...(adapterMs === undefined ? {} : { timeoutMs: adapterMs }),
    });
    const handler = createWebhookHandler(slow, sink, { reporter: () => undefined, ...options });
    const responded = handler(new Request('https://a.example', { method: 'POST', body: 'x' }));
    await vi.advanceTimersByTimeAsync(100);
    await responded;
    expect(seen).toHaveLength(1);
    return seen[0];
  }

  test.each<[string, number | undefined, WebhookHandlerOptions, number | undefined]>([
    ['is the default of the sink', undefined, {}, undefined],
    ['is the configured one', undefined, { timeoutMs: 3000 }, 3000],
    ['is the rest of the time that the source waits', 5000, {}, 4900],
    ['is the shorter of the two', 5000, { timeoutMs: 3000 }, 3000],
    ['is the rest if more is configured', 5000, { timeoutMs: 9000 }, 4900],
    ['is at least 800 ms', 700, {}, 800],
  ])('%s', async (_, adapterMs, options, expected) => {
    expect(await timeoutOf(adapterMs, options)).toBe(expected);
  });
});

test.each([
  [200, 200],
  [299, 299],
  [599, 599],
  [199, 500],
  [600, 500],
  [400.5, 500],
  [Number.NaN, 500],
])('a refusal with the status %d is sent as %d', async (given, sent) => {
  const receive = () => Promise.reject(new WebhookError(given, 'Refused.'));
  const { status, retryAfter } = await answer(adapter({ receive }), sinkOf());
  expect({ status, retryAfter }).toEqual({ status: sent, retryAfter: null });
});

test('a refusal with 503 asks to try again in a minute', async () => {
  const receive = () => Promise.reject(new WebhookError(503, 'Not configured.'));
  const { status, retryAfter } = await answer(adapter({ receive }), sinkOf());
  expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '60' });
});

test.each([
  [true, 503],
  [false, 200],
])('a toEvents without an array is reported; redelivers %s: %i', async (redelivers, expected) => {
  const broken = adapter({ redelivers, toEvents: () => undefined as never });
  const { status, reports } = await answer(broken, sinkOf());
  expect(status).toBe(expected);
  expect(reports).toEqual([
    {
      level: 'error',
      source: 'paper-mail',
      message: 'toEvents of the adapter returned no array.',
      outcomes: [],
      warnings: [],
    },
  ]);
});

describe('an error before anything is sent', () => {
  test('a refused sender gets the adapter’s status and an empty body; the report has the reason', async () => {
    const receive = () => Promise.reject(new WebhookError(401, 'the signature does not match'));
    const { status, text, reports } = await answer(adapter({ receive }), sinkOf());
    expect({ status, text }).toEqual({ status: 401, text: '' });
    expect(reports).toMatchObject([{ level: 'error', message: 'the signature does not match' }]);
  });

  test.each(['receive', 'toEvents'] as const)(
    'if %s throws, the source is asked to send again',
    async (name) => {
      const broken = {
        [name]: () => {
          throw new TypeError('canary of a body');
        },
      };
      const { status, retryAfter, reports } = await answer(adapter(broken), sinkOf());
      expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '60' });
      expect((await answer(adapter({ ...broken, redelivers: false }), sinkOf())).status).toBe(200);
      expect(JSON.stringify(reports)).toContain('TypeError');
      expect(JSON.stringify(reports)).not.toContain('canary');
    },
  );

  test('if the sink rejects, the source is asked to send again', async () => {
    const sink = { sendEvents: () => Promise.reject(new RangeError('canary')) };
    const { status, retryAfter, reports } = await answer(adapter(), sink);
    expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '60' });
    expect(reports).toMatchObject([
      { level: 'error', message: expect.stringMatching(/^The sink threw RangeError/) },
    ]);
  });

  test('events are created from the enriched payload', async () => {
    const sink = sinkOf({ outcome: 'delivered' });
    await answer(adapter({ enrich: () => Promise.resolve('nothing') }), sink);
    expect(sink.seen).toEqual([]);
  });

  test('enrich has 5 s; then the payload is used as it is', async () => {
    const sink = sinkOf({ outcome: 'delivered' });
    const slow = { enrich: () => new Promise<string>(() => undefined) };
    expect(await inFakeTime(5000, adapter(slow), sink)).toMatchObject({ status: 200 });
    expect(sink.seen).toEqual([lead]);
  });

  test('enrich may take 4.9 s, as an adapter that asks Stripe does', async () => {
    const sink = sinkOf();
    const slow = { enrich: () => sleep(4900).then(() => 'nothing') };
    expect(await inFakeTime(4900, adapter(slow), sink)).toMatchObject({ status: 200 });
    expect(sink.seen).toEqual([]);
  });

  test.each([new Error('too late'), new WebhookError(503, 'too late')])(
    'F-09 enrich that rejects after its timeout causes no unhandled rejection: %s',
    async (late) => {
      const unhandled: unknown[] = [];
      const note = (reason: unknown): void => void unhandled.push(reason);
      process.on('unhandledRejection', note);
      const sink = sinkOf({ outcome: 'delivered' });
      const slow = { enrich: () => sleep(6000).then(() => Promise.reject(late)) };
      expect(await inFakeTime(7000, adapter(slow), sink)).toMatchObject({ status: 200 });
      expect(sink.seen).toEqual([lead]);
      vi.useRealTimers();
      await sleep(10);
      process.off('unhandledRejection', note);
      expect(unhandled).toEqual([]);
    },
  );

  test.each(['throws', 'rejects'])('if enrich %s, the events are sent without it', async (how) => {
    const enrich = (): Promise<string> => {
      if (how === 'throws') throw new Error('down');
      return Promise.reject(new Error('down'));
    };
    const sink = sinkOf({ outcome: 'delivered' });
    expect((await answer(adapter({ enrich }), sink)).status).toBe(200);
    expect(sink.seen).toEqual([lead]);
  });

  test('a WebhookError of enrich refuses the request, and its message is reported', async () => {
    const refusing = { enrich: () => Promise.reject(new WebhookError(503, 'ask again')) };
    const sink = sinkOf({ outcome: 'delivered' });
    const { status, reports } = await answer(adapter(refusing), sink);
    expect(status).toBe(503);
    expect(reports).toMatchObject([{ level: 'error', message: 'ask again' }]);
    expect(sink.seen).toEqual([]);
  });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['no outcomes', { ok: true }],
  ['invalid outcomes', { ok: true, outcomes: [null], warnings: [] }],
])('a sink that returns %s is reported, and the handler does not reject', async (_, odd) => {
  const sink = { sendEvents: () => Promise.resolve(odd as never) };
  const { status, reports } = await answer(adapter(), sink);
  expect(status).toBe(503);
  expect(reports).toMatchObject([
    { level: 'error', message: expect.stringMatching(/^The sink returned no outcome/) },
  ]);
});

describe('requests that anyone can send', () => {
  const refusing = (status: number): WebhookAdapter<string> =>
    adapter({ receive: () => Promise.reject(new WebhookError(status, `Refused: ${status}.`)) });

  test.each([
    [405, 'info'],
    [400, 'error'],
    [404, 'error'],
  ])(
    'refused with %i are reported as %s, and a hundred of them as a total',
    async (status, level) => {
      vi.useFakeTimers({ toFake: ['performance'] });
      const reports: Report[] = [];
      const reporter: Reporter = (one) => void reports.push(one);
      const handler = createWebhookHandler(refusing(status), sinkOf(), { reporter });
      const send = async (): Promise<number> =>
        (await handler(new Request('https://a.example'))).status;
      for (let n = 0; n < 100; n += 1) expect(await send()).toBe(status);
      expect(reports).toMatchObject([{ level, message: `Refused: ${status}.` }]);
      vi.advanceTimersByTime(60_000);
      await send();
      expect(reports.slice(1)).toMatchObject([
        { level, message: `Refused: ${status}. 99 more in 60 s.` },
        { level, message: `Refused: ${status}.` },
      ]);
    },
  );

  test('an adapter can lower the level of a request that only scanners send', async () => {
    const receive = () => Promise.reject(new WebhookError(400, 'Unsigned.', { level: 'info' }));
    expect((await answer(adapter({ receive }), sinkOf())).reports[0]?.level).toBe('info');
  });
});

describe('given Node’s objects in place of a Fetch Request', () => {
  test('with node:http, without toNodeHandler, it sends 500 at once and reports the fix', async () => {
    const reports: Report[] = [];
    const sink = sinkOf({ outcome: 'delivered' });
    const handler = createWebhookHandler(adapter(), sink, { reporter: (one) => reports.push(one) });
    const server = createServer(handler as never).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/hook`, {
      method: 'POST',
      body: 'x',
      signal: AbortSignal.timeout(2000),
    });
    server.close();
    expect([response.status, await response.text()]).toEqual([500, '']);
    expect(sink.seen).toEqual([]);
    expect(reports).toMatchObject([
      { level: 'error', message: expect.stringContaining('mount it with toNodeHandler') },
    ]);
  });

  // Express keeps the response of a request in req.res, Koa in ctx.res.
  test.each<[string, (res: unknown) => unknown[]]>([
    ['as the second argument', (res) => [{ headers: {} }, res]],
    ['in req.res', (res) => [{ headers: {}, res }]],
    ['in ctx.res, with next as the second argument', (res) => [{ res }, () => undefined]],
    ['in req.res, with a stream as the second argument', (res) => [{ res }, { end: () => 0 }]],
  ])('with the response object %s, it sends 500 and closes the connection', async (_, given) => {
    const calls: unknown[] = [];
    const res = {
      writeHead: (...all: unknown[]) => calls.push(['writeHead', ...all]),
      end: (...all: unknown[]) => calls.push(['end', ...all]),
    };
    const handler = createWebhookHandler(adapter(), sinkOf(), { reporter: () => undefined });
    const mount = handler as unknown as (...all: unknown[]) => Promise<Response>;
    expect((await mount(...given(res))).status).toBe(500);
    expect(calls).toEqual([['writeHead', 500, { connection: 'close' }], ['end']]);
  });

  test('without an end method, nothing is written', async () => {
    const writeHead = vi.fn<() => void>();
    const handler = createWebhookHandler(adapter(), sinkOf(), { reporter: () => undefined });
    expect((await handler({ headers: {}, res: { writeHead } } as never)).status).toBe(500);
    expect(writeHead).not.toHaveBeenCalled();
  });

  test.each([
    undefined,
    null,
    {},
    { headers: {}, res: { writeHead: 1 } },
    {
      headers: {},
      res: {
        writeHead: () => {
          throw new Error('sent');
        },
        end: () => undefined,
      },
    },
  ])('without a usable response object, it returns the 500: %j', async (given) => {
    const handler = createWebhookHandler(adapter(), sinkOf(), { reporter: () => undefined });
    expect((await handler(given as never)).status).toBe(500);
  });
});

test('F-55 a reporter that throws, rejects or never ends changes nothing', async () => {
  const reporters: unknown[] = [
    () => {
      throw new Error('no');
    },
    () => Promise.reject(new Error('no')),
    () => new Promise(() => undefined),
  ];
  for (const reporter of reporters) {
    const options = { reporter: reporter as Reporter };
    const handler = createWebhookHandler(adapter(), sinkOf({ outcome: 'delivered' }), options);
    const response = await handler(new Request('https://a.example', { method: 'POST', body: 'x' }));
    expect(response.status).toBe(200);
  }
});
