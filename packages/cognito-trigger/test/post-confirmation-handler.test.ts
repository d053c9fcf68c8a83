import {
  createPostConfirmationHandler,
  type PostConfirmationHandler,
  type PostConfirmationHandlerOptions,
} from '@meta-capi/cognito-trigger';
import { createCapiClient, type EventSink, type Report, type SendResult } from '@meta-capi/core';
import { createSandbox, type Sandbox } from '@meta-capi/sandbox';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { clientId, clientMetadata, postConfirmation, sub } from './fixtures/events.ts';

const never = new Promise<never>(() => {});
const context = { getRemainingTimeInMillis: () => 5000 };

function capiFor(graph: typeof fetch): EventSink {
  return createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'send',
    fetch: graph,
  });
}

function handlerFor(sink: EventSink, options: PostConfirmationHandlerOptions = {}) {
  const reports: Report[] = [];
  const reporter = (report: Report) => void reports.push(report);
  return { handler: createPostConfirmationHandler(sink, { reporter, ...options }), reports };
}

test('a registration is counted, and Cognito gets its event back unchanged', async () => {
  const sandbox = createSandbox({ strict: true });
  const pageHosts = ['shop.example.com'];
  const { handler, reports } = handlerFor(capiFor(sandbox.fetch), { pageHosts });
  const event = postConfirmation({ clientMetadata });
  const before = structuredClone(event);
  expect(await handler(event, context)).toBe(event);
  expect(event).toEqual(before);
  expect(sandbox.counted).toHaveLength(1);
  expect(reports).toMatchObject([{ level: 'info', source: 'cognito-trigger' }]);
});

test('F-19: Cognito runs the trigger three times at once, and one registration counts', async () => {
  const sandbox = createSandbox();
  const { handler } = handlerFor(capiFor(sandbox.fetch));
  await Promise.all([1, 2, 3].map(() => handler(postConfirmation(), context)));
  expect(sandbox.events).toHaveLength(3);
  expect(sandbox.counted).toHaveLength(1);
});

test('F-20: a forgotten password sends and reports nothing', async () => {
  const { sandbox, handler, reports } = withSandbox();
  const triggerSource = 'PostConfirmation_ConfirmForgotPassword';
  await handler(postConfirmation({ triggerSource }), context);
  expect(sandbox.requests).toHaveLength(0);
  expect(reports).toHaveLength(0);
});

function withSandbox(
  options?: PostConfirmationHandlerOptions,
): { sandbox: Sandbox } & ReturnType<typeof handlerFor> {
  const sandbox = createSandbox();
  return { sandbox, ...handlerFor(capiFor(sandbox.fetch), options) };
}

describe('an event without a registration is reported with field and fix', () => {
  type Handled = Parameters<PostConfirmationHandler>[0];
  const withoutSub = postConfirmation();
  delete withoutSub.request.userAttributes['sub'];

  test.each<[string, Handled, 'error' | 'info', string, string]>([
    ['has no sub', withoutSub, 'error', 'missing_sub', 'request.userAttributes.sub'],
    [
      'has no pool',
      { ...postConfirmation(), userPoolId: '' },
      'error',
      'missing_user_pool_id',
      'userPoolId',
    ],
    ['is empty', {} as Handled, 'info', 'other_trigger', 'triggerSource'],
    [
      'has no request',
      { ...postConfirmation(), request: undefined } as never,
      'error',
      'unreadable_event',
      'request',
    ],
    [
      'comes from another app client',
      postConfirmation({ clientId: 'another' }),
      'info',
      'app_client_not_listed',
      'callerContext.clientId',
    ],
    [
      'comes from another trigger',
      { ...postConfirmation(), triggerSource: 'PostAuthentication_Authentication' } as never,
      'info',
      'other_trigger',
      'triggerSource',
    ],
  ])('an event that %s', async (_, event, level, code, path) => {
    const { handler, reports, sandbox } = withSandbox({ clientIds: [clientId] });
    expect(await handler(event, context)).toBe(event);
    await handler(event, context);
    expect(sandbox.requests).toHaveLength(0);
    const report = { level, source: 'cognito-trigger', warnings: [{ code, path }] };
    // The alarm counts lines, one for each lost registration. Other events are reported once.
    expect(reports).toMatchObject(level === 'error' ? [report, report] : [report]);
    // A client wrote the value, so it is not reported.
    expect(JSON.stringify(reports)).not.toContain('another"');
  });

  test('a replaced page is reported once, and the registrations count', async () => {
    const { handler, reports, sandbox } = withSandbox();
    for (const user of ['one', 'two']) {
      await handler(postConfirmation({ clientMetadata, attributes: { sub: user } }), context);
    }
    expect(sandbox.counted).toHaveLength(2);
    expect(sandbox.counted[0]?.event).not.toHaveProperty('event_source_url');
    const codes = reports.flatMap(({ warnings }) => warnings.map(({ code }) => code));
    expect(codes.filter((code) => code === 'page_host_not_listed')).toHaveLength(1);
    expect(JSON.stringify(reports)).not.toContain('shop.example.com');
  });

  test('every lost registration is reported on a separate console line', async () => {
    const written: string[] = [];
    const spy = vi.spyOn(console, 'error').mockImplementation((line) => void written.push(line));
    const handler = createPostConfirmationHandler(capiFor(createSandbox().fetch));
    for (let at = 0; at < 3; at += 1) await handler(withoutSub, context);
    spy.mockRestore();
    expect(written.map((line) => JSON.parse(line).level)).toEqual(['error', 'error', 'error']);
  });

  test('each process reports it again', async () => {
    const event = postConfirmation({ clientId: 'another' });
    for (const { handler, reports } of [1, 2].map(() => withSandbox({ clientIds: [clientId] }))) {
      await handler(event, context);
      expect(reports).toHaveLength(1);
    }
  });

  test('a reporter that throws or rejects loses no registration', async () => {
    const event = postConfirmation({ clientMetadata });
    for (const reporter of [
      () => {
        throw new Error('reporter');
      },
      () => Promise.reject(new Error('reporter')) as never,
    ]) {
      const { handler, sandbox } = withSandbox({ reporter });
      expect(await handler(event, context)).toBe(event);
      expect(sandbox.counted).toHaveLength(1);
    }
  });
});

test('after a response that does not confirm the event, there is one more attempt', async () => {
  let requests = 0;
  const { handler, reports } = handlerFor(
    capiFor(async () => {
      requests += 1;
      return new Response('oops', { status: 500 });
    }),
  );
  await handler(postConfirmation(), context);
  expect(requests).toBe(2);
  expect(reports).toMatchObject([{ level: 'error', outcomes: [{ outcome: 'ambiguous' }] }]);
});

test('a report contains no personal data', async () => {
  const { handler, reports } = handlerFor(capiFor(() => Promise.reject(new Error('jane'))));
  await handler(postConfirmation({ clientMetadata }), context);
  // One report about the page that is not listed, and one about the failure.
  expect(reports).toHaveLength(2);
  for (const personal of ['jane', 'example.com', sub, '1116446470', 'Mozilla']) {
    expect(JSON.stringify(reports)).not.toContain(personal);
  }
});

test('F-57: a request that stalls is sent again within the time of the handler', async () => {
  const sandbox = createSandbox();
  let requests = 0;
  const { handler, reports } = handlerFor(
    capiFor((input, init) => {
      requests += 1;
      return requests === 1 ? never : sandbox.fetch(input, init);
    }),
  );
  await handler(postConfirmation(), context);
  expect(requests).toBe(2);
  expect(sandbox.counted).toHaveLength(1);
  expect(reports).toMatchObject([{ level: 'info', outcomes: [{ outcome: 'delivered' }] }]);
});

describe('the time limit', () => {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance', 'Date'],
    });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function timeOf(sink: EventSink, remaining: unknown, options = {}): Promise<number> {
    const { handler } = handlerFor(sink, options);
    const startedAt = performance.now();
    const event = postConfirmation();
    const answer = timed(handler(event, { getRemainingTimeInMillis: () => remaining as number }));
    await vi.advanceTimersByTimeAsync(10_000);
    const { returned, at } = await answer;
    expect(returned).toBe(event);
    return at - startedAt;
  }

  async function timed<Value>(answer: Promise<Value>): Promise<{ returned: Value; at: number }> {
    const returned = await answer;
    return { returned, at: performance.now() };
  }

  const stalled = (): EventSink => capiFor(() => never);
  const deaf: EventSink = { sendEvents: () => never };

  test.each<[string, () => EventSink, unknown, number]>([
    ['Graph stalls', stalled, 5000, 2000],
    ['Graph stalls in a function of 3 s', stalled, 3000, 2000],
    ['Graph stalls and 2 s are left', stalled, 2000, 1300],
    ['a sink never responds', () => deaf, 5000, 2200],
    ['a sink never responds and 2 s are left', () => deaf, 2000, 1500],
    ['a sink never responds and the time is unknown', () => deaf, undefined, 2200],
    ['no time is left', stalled, 500, 0],
  ])('%s: the event is returned in time', async (_, sink, remaining, expectedMs) => {
    // Timers count whole milliseconds.
    expect(Math.abs((await timeOf(sink(), remaining)) - expectedMs)).toBeLessThanOrEqual(2);
  });

  test('includes the look-up of attributes', async () => {
    expect(await timeOf(deaf, 5000, { readAttributes: () => never })).toBeLessThanOrEqual(2202);
  });

  test('an event is reported as ambiguous after a timeout, and as not sent if no time is left', async () => {
    const { handler, reports } = handlerFor(deaf);
    const first = handler(postConfirmation(), context);
    await vi.advanceTimersByTimeAsync(3000);
    await first;
    await handler(postConfirmation(), { getRemainingTimeInMillis: () => 600 });
    expect(reports.map(({ level, outcomes }) => [level, outcomes[0]?.outcome])).toEqual([
      ['error', 'ambiguous'],
      ['error', 'notSent'],
    ]);
  });
});

describe('looked-up attributes', () => {
  const readAttributes = () => Promise.resolve({ given_name: 'Jane', email: 'older@example.com' });

  test('add what the event lacks and do not change the event', async () => {
    const seen: unknown[] = [];
    const sink: EventSink = {
      sendEvents: (events) => {
        seen.push(events[0]?.userData);
        return Promise.reject(new Error());
      },
    };
    const event = postConfirmation();
    const before = structuredClone(event);
    await handlerFor(sink, { readAttributes }).handler(event, context);
    expect(seen).toMatchObject([{ firstName: 'Jane', email: 'Jane.Roe@example.com' }]);
    expect(event).toEqual(before);
  });

  test('are checked like those of the event: a page on a host that is not listed', async () => {
    const sandbox = createSandbox();
    const { handler, reports } = handlerFor(capiFor(sandbox.fetch), {
      pageHosts: ['shop.example.com'],
      readAttributes: () => Promise.resolve({ 'custom:meta_url': 'https://other.example/' }),
    });
    await handler(postConfirmation(), context);
    expect(sandbox.counted).toHaveLength(1);
    expect(reports.flatMap(({ warnings }) => warnings.map(({ code }) => code))).toContain(
      'page_host_not_listed',
    );
  });

  test.each<[string, NonNullable<PostConfirmationHandlerOptions['readAttributes']>]>([
    ['cannot be loaded', () => Promise.reject(new Error('AccessDenied'))],
    ['cannot be read', () => Promise.resolve(unreadable)],
    [
      'throw',
      () => {
        throw new Error('no client');
      },
    ],
  ])('are left out if they %s', async (_, readIn) => {
    const sandbox = createSandbox();
    const { handler } = handlerFor(capiFor(sandbox.fetch), { readAttributes: readIn });
    await handler(postConfirmation(), context);
    expect(sandbox.counted).toHaveLength(1);
  });
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['no outcomes', { ok: true }],
  ['no list of outcomes', { ok: true, outcomes: 'many' }],
  ['an outcome that is null', { ok: true, outcomes: [null] }],
  ['an error without outcomes', { ok: false, skipped: false, outcomes: [] }],
])('an invalid result of a sink, %s, is reported as ambiguous', async (_, answer) => {
  const { handler, reports } = handlerFor({
    sendEvents: () => Promise.resolve(answer as SendResult),
  });
  await handler(postConfirmation(), context);
  expect(reports).toMatchObject([{ level: 'error', outcomes: [{ outcome: 'ambiguous' }] }]);
});

test('F-21: for any event and any failure of the sink it returns the same object and never throws', async () => {
  const results = fc.oneof(
    fc.anything().map((value) => () => Promise.resolve(value as SendResult)),
    fc.anything().map((value) => () => Promise.reject(value)),
    fc.anything().map((value) => () => {
      throw value;
    }),
    fc.anything().map((value) => () => value as Promise<SendResult>),
  );
  const attributes = fc.dictionary(fc.string(), fc.anything());
  const events = fc.oneof(
    fc.anything({ withBigInt: true, withNullPrototype: true, withMap: true }),
    fc.record({
      triggerSource: fc.constantFrom('PostConfirmation_ConfirmSignUp', undefined),
      userPoolId: fc.oneof(fc.constant('eu-west-1_aBcD1234E'), fc.anything()),
      callerContext: fc.anything(),
      request: fc.oneof(
        fc.anything(),
        fc.record({
          userAttributes: attributes.map((more) => ({ ...more, sub })),
          clientMetadata: fc.anything(),
        }),
      ),
    }),
    fc.constant(undefined).map(() => ({ ...postConfirmation(), request: hostile() })),
  );
  const reporters = fc.constantFrom<() => void>(
    () => {},
    () => {
      throw new Error('reporter');
    },
    () => Promise.reject(new Error('reporter')) as unknown as undefined,
  );
  await fc.assert(
    fc.asyncProperty(events, results, reporters, async (event, sendEvents, reporter) => {
      const handler = createPostConfirmationHandler({ sendEvents }, { reporter });
      expect(await handler(event as ReturnType<typeof postConfirmation>, context)).toBe(event);
    }),
    { numRuns: 1000 },
  );
});

const unreadable = {
  get given_name(): string {
    throw new Error('unreadable');
  },
};

/** Throws on every access. */
function hostile(): object {
  const refuse = () => {
    throw new Error('touched');
  };
  return new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse });
}

test.each([
  undefined,
  {},
  {
    getRemainingTimeInMillis: () => {
      throw new Error('no clock');
    },
  },
])('any context is accepted', async (anyContext) => {
  const sandbox = createSandbox();
  const { handler } = handlerFor(capiFor(sandbox.fetch));
  await handler(postConfirmation(), anyContext as typeof context);
  expect(sandbox.counted).toHaveLength(1);
});

test('a missing sink is reported and does not fail the sign-up', async () => {
  const { handler, reports } = handlerFor(undefined as unknown as EventSink);
  const event = postConfirmation();
  expect(await handler(event, context)).toBe(event);
  expect(reports).toMatchObject([{ level: 'error' }]);
});
