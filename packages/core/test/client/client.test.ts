import { createSandbox } from '@meta-capi/sandbox';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CapiConfig } from '../../src/client/capi-config.ts';
import { createCapiClient } from '../../src/client/client.ts';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import { standardEventNames } from '../../src/event/standard-events.ts';
import { prepareEvent } from '../../src/prepare/prepare.ts';

const accessToken = 'EAAcanaryTokenThatMustNotLeak0123456789';
const sandbox = createSandbox({ strict: true });

function configured(rest: Partial<CapiConfig> = {}): CapiConfig {
  return {
    pixelId: '1234567890',
    accessToken,
    whenConsentUnknown: 'send',
    fetch: sandbox.fetch,
    ...rest,
  };
}

function lead(rest: Partial<CapiEvent> = {}): CapiEvent {
  return {
    eventName: 'Lead',
    eventId: 'lead-1',
    eventTime: new Date(),
    userData: { email: 'maria@example.com' },
    ...rest,
  };
}

beforeEach(() => sandbox.clear());
afterEach(() => vi.restoreAllMocks());

describe('sendEvents', () => {
  test('delivers, and the sandbox counts it', async () => {
    const result = await createCapiClient(configured()).sendEvents([lead()]);
    expect(result).toEqual({
      ok: true,
      eventsReceived: 1,
      outcomes: [{ eventName: 'Lead', eventId: 'lead-1', outcome: 'delivered' }],
      warnings: [],
    });
    expect(sandbox.counted).toHaveLength(1);
    expect(sandbox.events[0]?.event).toMatchObject({
      event_name: 'Lead',
      event_id: 'lead-1',
      action_source: 'system_generated',
    });
  });

  test('says once on the console that events are dropped for want of a consent', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const capi = createCapiClient(configured({ whenConsentUnknown: 'drop' }));
    await capi.sendEvents([lead({ visitor: { consent: 'denied' } })]);
    expect(warn).not.toHaveBeenCalled();
    await capi.sendEvents([lead(), lead()]);
    await capi.sendEvents([lead()]);
    expect(warn.mock.calls).toEqual([
      [
        expect.stringMatching(
          /^meta-capi: Event skipped: .*visitor\.consent.*visitorFromRequest.*webhook.*packVisitor.*codes\.md#consent_unknown.*suppressed/,
        ),
      ],
    ]);
    expect(sandbox.requests).toHaveLength(0);
  });

  test('says once on the console that events in test mode wait for a test event code', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const capi = createCapiClient(configured());
    await capi.sendEvents([lead({ testMode: true }), lead({ testMode: true })]);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('META_TEST_EVENT_CODE')]]);
    await capi.sendEvents([lead({ testMode: true })], { testEventCode: 'TEST12345' });
    expect(warn).toHaveBeenCalledTimes(1);
  });

  test.each([true, 'GRANTED', 'yes'])(
    'names the accepted answers where a consent is unreadable: %s',
    async (consent) => {
      const result = await createCapiClient(configured()).sendEvents([
        lead({ visitor: { consent: consent as 'granted' } }),
      ]);
      expect(result).toMatchObject({ ok: false, reason: 'consent_unreadable' });
      expect(result.warnings[0]?.message).toContain('write "granted", "limited" or "denied"');
    },
  );

  test('nothing to send is fine', async () => {
    expect(await createCapiClient(configured()).sendEvents([])).toEqual({
      ok: true,
      eventsReceived: 0,
      outcomes: [],
      warnings: [],
    });
    expect(sandbox.requests).toHaveLength(0);
  });

  test('a missing event id skips that event, says what to set, and the others leave', async () => {
    const nameless = { ...lead(), eventId: '' };
    const result = await createCapiClient(configured()).sendEvents([nameless, lead()]);
    expect(result).toMatchObject({ ok: false, skipped: true, reason: 'missing_event_id' });
    expect(result.outcomes.map(({ outcome }) => outcome)).toEqual(['skipped', 'delivered']);
    expect(result.warnings).toMatchObject([
      { code: 'missing_event_id', path: 'events[0].eventId' },
    ]);
    expect(sandbox.counted).toHaveLength(1);
  });

  test('what Meta refuses is named, and the others are counted', async () => {
    const bad = { ...prepared('bad'), wire: { ...prepared('bad').wire, user_data: { fn: [sha] } } };
    const client = createCapiClient(configured());
    const result = await client.deliver([prepared('a'), bad, prepared('b')]);
    expect(result).toMatchObject({ ok: false, skipped: false, error: { category: 'payload' } });
    expect(result.outcomes.map(({ eventId, outcome }) => `${eventId} ${outcome}`)).toEqual([
      'a delivered',
      'bad rejected',
      'b delivered',
    ]);
    expect(new Set(sandbox.counted.map(({ eventId }) => eventId))).toEqual(new Set(['a', 'b']));
  });

  test('a result that mixes outcomes is as bad as its worst', async () => {
    const old = { ...lead({ eventId: 'old' }), eventTime: Date.now() / 1000 - 8 * 86_400 };
    const result = await createCapiClient(configured()).sendEvents([lead(), old]);
    expect(result).toMatchObject({ ok: false, skipped: true, reason: 'event_too_old' });
  });

  test('options override the client’s test event code', async () => {
    const client = createCapiClient(configured({ testEventCode: 'TEST1' }));
    const result = await client.sendEvents([lead()], { testEventCode: 'TEST2' });
    expect(sandbox.events[0]?.testEventCode).toBe('TEST2');
    expect(result.warnings).toMatchObject([{ code: 'test_event_code_in_use' }]);
  });

  test.each(['undefined', 'null', '[object Object]'])(
    'a test event code of %s is not sent, with a warning',
    async (testEventCode) => {
      for (const send of [
        createCapiClient(configured({ testEventCode })).sendEvents([lead()]),
        createCapiClient(configured()).sendEvents([lead()], { testEventCode }),
      ]) {
        const { ok, warnings } = await send;
        expect(ok).toBe(true);
        expect(warnings).toEqual([
          {
            code: 'invalid_test_event_code',
            path: 'testEventCode',
            message: expect.stringMatching(
              /^testEventCode .*not sent.*Events Manager > Test events/,
            ),
          },
        ]);
      }
      expect(sandbox.events.map((event) => event.testEventCode)).toEqual([undefined, undefined]);
    },
  );

  test('test-mode events leave with a test event code only', async () => {
    const event = lead({ testMode: true });
    const without = await createCapiClient(configured()).sendEvents([event]);
    expect(without).toMatchObject({ reason: 'test_mode_without_test_event_code' });
    expect(sandbox.requests).toHaveLength(0);
    await createCapiClient(configured({ testEventCode: 'TEST1' })).sendEvents([event]);
    expect(sandbox.events[0]?.testEventCode).toBe('TEST1');
  });

  test('events of different Limited Data Use states travel apart', async () => {
    const limited = { dataProcessingOptions: ['LDU'], dataProcessingOptionsCountry: 0 } as const;
    await createCapiClient(configured()).sendEvents([
      lead({ eventId: 'a' }),
      lead({ eventId: 'b', ...limited, dataProcessingOptionsState: 0 }),
      lead({ eventId: 'c' }),
    ]);
    expect(sandbox.requests).toHaveLength(2);
    expect(sandbox.counted).toHaveLength(3);
  });

  test.each([
    ['nothing', undefined],
    ['null', null],
    ['text', 'Lead'],
    [
      'a list of junk',
      [
        null,
        1,
        'x',
        {},
        [],
        {
          get eventName() {
            throw new Error('no');
          },
        },
      ],
    ],
    ['a revoked Proxy', [revokedProxy()]],
  ])('F-05 never rejects: %s', async (_, events) => {
    const result = await createCapiClient(configured()).sendEvents(events as never);
    expect(result.outcomes.every(({ outcome }) => outcome === 'skipped')).toBe(true);
    expect(sandbox.requests).toHaveLength(0);
  });
});

describe('events that are not a list', () => {
  test('one event without its brackets is not lost in silence', async () => {
    const result = await createCapiClient(configured()).sendEvents(lead() as never);
    expect(result).toMatchObject({ ok: false, reason: 'invalid_event' });
    expect(result.warnings).toEqual([
      { code: 'unreadable_events', path: 'events', message: 'events must be a list.' },
    ]);
  });

  test('a warning names the place of its event among others, and none of a single one', async () => {
    const capi = createCapiClient(configured());
    const nameless = lead({ eventId: '' });
    const pathsOf = async (events: CapiEvent[]): Promise<string[]> =>
      (await capi.sendEvents(events)).warnings.map(({ path }) => path);
    expect(await pathsOf([nameless])).toEqual(['eventId']);
    expect(await pathsOf([lead(), nameless])).toEqual(['events[1].eventId']);
  });

  test('holes are events that cannot be read', async () => {
    const list: CapiEvent[] = [];
    list[0] = lead({ eventId: 'a' });
    list[2] = lead({ eventId: 'c' });
    const { outcomes } = await createCapiClient(configured()).sendEvents(list);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['delivered', 'skipped', 'delivered']);
  });

  test('personal data in the place of an id or a key is not sent and not repeated', async () => {
    const result = await createCapiClient(configured()).sendEvents([
      lead({ eventId: 'maria@example.com' }),
      lead({ customData: { 'maria@example.com': 1n } }),
    ]);
    expect(result.outcomes.map(({ reason }) => reason)).toEqual(['invalid_event', undefined]);
    expect(JSON.stringify(result)).not.toContain('maria');
  });
});

describe('options of the wrong type', () => {
  const throwing = {
    get timeoutMs(): number {
      throw new Error('canary');
    },
  };
  test.each<[string, unknown, boolean]>([
    ['null', null, true],
    ['a number', 5, true],
    ['no time', { timeoutMs: Number.NaN }, true],
    ['all the time in the world', { timeoutMs: Number.POSITIVE_INFINITY }, true],
    ['a month', { timeoutMs: 31 * 86_400_000 }, true],
    ['text as a signal', { signal: 'stop' }, true],
    ['half a signal', { signal: { aborted: false, addEventListener() {} } }, true],
    ['no attempts', { maxAttempts: 0 }, true],
    ['a number as a code', { testEventCode: 7 }, true],
    ['a getter that throws', throwing, false],
  ])('F-05 %s', async (_, options, ok) => {
    const client = createCapiClient(configured());
    const result = await client.sendEvents([lead()], options as never);
    expect(result.ok).toBe(ok);
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  test('F-05 a list that throws when it is read', async () => {
    const list = Object.defineProperty([lead()], 0, {
      get() {
        throw new Error('canary');
      },
    });
    const result = await createCapiClient(configured()).sendEvents(list);
    expect(result).toMatchObject({ ok: false, skipped: true, reason: 'invalid_event' });
    expect(result.warnings[0]?.message).toMatch(/cannot be read: give plain objects/);
  });

  test('F-05 of a list that cannot be read to its end, no event is sent', async () => {
    const list = Object.defineProperty([lead(), lead()], 1, {
      get() {
        throw new Error('canary');
      },
    });
    const capi = createCapiClient(configured());
    expect((await capi.sendEvents(list)).ok).toBe(false);
    await capi.close();
    expect(sandbox.requests).toHaveLength(0);
  });
});

describe('a backlog, which is sent in portions of 1,000', () => {
  const backlog = (length: number): CapiEvent[] =>
    Array.from({ length }, (_, n) => lead({ eventId: `lead-${n}` }));
  const accepting: typeof fetch = async (_url, init) => {
    const { data } = (await new Response(init?.body).json()) as { data: unknown[] };
    return Response.json({ events_received: data.length });
  };

  test('has one outcome for each event, in order, with the place of each warning', async () => {
    const events = backlog(1100);
    events[1050] = lead({ eventId: '' });
    const capi = createCapiClient(configured({ fetch: accepting, timeoutMs: 20_000 }));
    const sending = capi.sendEvents(events);
    // The list is the caller's.
    events.length = 0;
    const result = await sending;
    expect(result.outcomes.map(({ eventId }) => eventId)).toEqual(
      backlog(1100).map(({ eventId }, n) => (n === 1050 ? '' : eventId)),
    );
    expect(result.outcomes.filter(({ outcome }) => outcome === 'delivered')).toHaveLength(1099);
    expect(result.warnings).toMatchObject([
      { code: 'missing_event_id', path: 'events[1050].eventId' },
    ]);
  });

  test('counts the events that Meta received in all portions', async () => {
    const capi = createCapiClient(configured({ fetch: accepting, timeoutMs: 20_000 }));
    expect(await capi.sendEvents(backlog(1100))).toMatchObject({ ok: true, eventsReceived: 1100 });
  });

  test('after an abort names the events that it did not prepare', async () => {
    const controller = new AbortController();
    const capi = createCapiClient(
      configured({
        fetch: () => {
          controller.abort();
          return new Promise(() => undefined);
        },
        timeoutMs: 20_000,
      }),
    );
    const { outcomes } = await capi.sendEvents(backlog(1100), { signal: controller.signal });
    expect(outcomes).toHaveLength(1100);
    expect(outcomes[1099]).toMatchObject({
      eventName: 'Lead',
      eventId: 'lead-1099',
      outcome: 'notSent',
      error: { ambiguous: false, message: expect.stringContaining('aborted') },
    });
  });

  test('F-05 that throws when it is read ends with a result, and the client can be closed', async () => {
    const events = backlog(1100);
    const slice = (): CapiEvent[] =>
      Object.defineProperty(backlog(1100), 1050, {
        get() {
          throw new Error('canary');
        },
      });
    const list = Object.defineProperty(events, 'slice', { value: slice });
    const capi = createCapiClient(configured({ fetch: accepting, timeoutMs: 20_000 }));
    const result = await capi.sendEvents(list);
    expect(result).toMatchObject({ ok: false, skipped: true, reason: 'invalid_event' });
    expect(result.warnings).toMatchObject([{ message: 'events cannot be sent.' }]);
    expect(await capi.close()).toMatchObject({ skipped: 0 });
  });
});

describe('events that are read from a queue', () => {
  test('are delivered without a warning', async () => {
    const result = await createCapiClient(configured()).deliver([prepared('a')]);
    expect(result).toMatchObject({ ok: true, eventsReceived: 1, warnings: [] });
  });

  test.each([[{}], ['{}'], [null], [{ wire: { user_data: { em: ['ann@example.com'] } } }]])(
    'are skipped where they are not prepared: %j',
    async (event) => {
      const events = [prepared('a'), event as never];
      const result = await createCapiClient(configured()).deliver(events);
      expect(result).toMatchObject({ ok: false, skipped: true, reason: 'invalid_event' });
      expect(result.outcomes.map(({ outcome }) => outcome)).toEqual(['delivered', 'skipped']);
      expect(result.warnings[0]?.path).toMatch(/^events\[1\]/);
      expect(sandbox.counted.map(({ eventId }) => eventId)).toEqual(['a']);
    },
  );
});

describe('what a good answer’s headers tell', () => {
  const answering = (headers: Record<string, string>): Promise<string[]> =>
    createCapiClient(
      configured({ fetch: async () => Response.json({ events_received: 1 }, { headers }) }),
    )
      .sendEvents([lead()])
      .then(({ ok, warnings }) => [String(ok), ...warnings.map(({ code }) => code)]);

  test('an expired API version', async () => {
    expect(await answering({ 'x-ad-api-version-warning': 'upgraded' })).toEqual([
      'true',
      'api_version_expired',
    ]);
  });

  test('F-52 a clock that is more than half a minute off', async () => {
    const at = (ms: number): Record<string, string> => ({
      date: new Date(Date.now() + ms).toUTCString(),
    });
    expect(await answering(at(20_000))).toEqual(['true']);
    expect(await answering(at(40_000))).toEqual(['true', 'clock_skew']);
    expect(await answering(at(-40_000))).toEqual(['true', 'clock_skew']);
    expect(await answering({ date: 'yesterday' })).toEqual(['true']);
  });

  test('fewer events taken than sent: a warning with Meta’s own number, and nothing is sent again', async () => {
    let requests = 0;
    const client = createCapiClient(
      configured({
        fetch: async () => {
          requests += 1;
          return Response.json({ events_received: 1 });
        },
      }),
    );
    const result = await client.sendEvents([lead({ eventId: 'a' }), lead({ eventId: 'b' })]);
    expect(result).toMatchObject({ ok: true, eventsReceived: 1 });
    expect(result.warnings).toMatchObject([{ code: 'received_mismatch' }]);
    expect(requests).toBe(1);
  });
});

describe('the methods for one event', () => {
  test('there is one for each standard event, and the time is now unless given', async () => {
    const client = createCapiClient(configured());
    const value = { value: 0, currency: 'EUR' };
    for (const name of standardEventNames) {
      const { email } = { email: 'maria@example.com' };
      await client[`send${name}Event`]({ eventId: name, userData: { email }, customData: value });
    }
    expect(sandbox.counted.map(({ eventName }) => eventName)).toEqual(standardEventNames);
    const [first] = sandbox.counted;
    expect(Number(first?.event['event_time'])).toBeCloseTo(Date.now() / 1000, -1);
  });

  test('the name of the method counts, and the time that is given', async () => {
    const capi = createCapiClient(configured());
    const eventTime = Math.floor(Date.now() / 1000) - 3600;
    const input = { ...lead({ eventName: 'Contact' }), eventTime };
    await capi.sendLeadEvent(input);
    expect(sandbox.counted.map(({ event }) => [event['event_name'], event['event_time']])).toEqual([
      ['Lead', eventTime],
    ]);
  });

  test('options are those of the call', async () => {
    const capi = createCapiClient(configured());
    const input = { eventId: 'l', userData: { email: 'maria@example.com' } };
    await capi.sendLeadEvent(input, { testEventCode: 'TEST1' });
    await capi.sendCapiEvent('Quoted', input, { testEventCode: 'TEST2' });
    expect(sandbox.events.map(({ testEventCode }) => testEventCode)).toEqual(['TEST1', 'TEST2']);
  });

  test.each([
    ['null', null],
    ['text', 'lead-1'],
    [
      'a getter that throws',
      {
        eventId: 'lead-1',
        get eventTime(): Date {
          throw new Error('canary');
        },
      },
    ],
  ])('F-05 never reject: %s', async (_, input) => {
    const result = await createCapiClient(configured()).sendLeadEvent(input as never);
    expect(result).toMatchObject({ ok: false, skipped: true });
    expect(result.outcomes[0]?.eventId).toBe(Object(input).eventId ?? '');
    expect(JSON.stringify(result)).not.toContain('canary');
  });

  test('sendCapiEvent takes a name of your own', async () => {
    const client = createCapiClient(configured());
    await client.sendCapiEvent('Quoted', { eventId: 'q', userData: { email: 'a@example.com' } });
    expect(sandbox.counted[0]?.eventName).toBe('Quoted');
  });

  test('a Purchase without value and currency is refused before it leaves', async () => {
    const client = createCapiClient(configured());
    const input = { eventId: 'p', userData: { email: 'a@example.com' } } as never;
    for (const send of [client.sendPurchaseEvent(input), client.sendCapiEvent('Purchase', input)]) {
      const result = await send;
      expect(result).toMatchObject({ ok: false, skipped: true, reason: 'invalid_event' });
      expect(result.warnings.map(({ code }) => code)).toEqual([
        'missing_value',
        'missing_currency',
      ]);
    }
    expect(sandbox.requests).toHaveLength(0);
  });
});

describe('a client that is not configured', () => {
  test.each([
    ['pixelId', { pixelId: undefined }, 'not_configured', 'META_PIXEL_ID'],
    ['pixelId', { pixelId: ' ' }, 'not_configured', 'META_PIXEL_ID'],
    ['pixelId', { pixelId: '123/../../me' }, 'bad_configuration', 'digits'],
    ['accessToken', { accessToken: undefined }, 'not_configured', 'META_CAPI_ACCESS_TOKEN'],
    ['accessToken', { accessToken: 'two\nlines-of-a-token-here' }, 'bad_configuration', 'ASCII'],
    ['whenConsentUnknown', { whenConsentUnknown: undefined }, 'not_configured', 'drop'],
    ['whenConsentUnknown', { whenConsentUnknown: 'ask' as never }, 'bad_configuration', 'drop'],
    ['apiVersion', { apiVersion: '26' }, 'bad_configuration', 'v27.0'],
    ['timeoutMs', { timeoutMs: 0 }, 'bad_configuration', 'milliseconds'],
    ['timeoutMs', { timeoutMs: Number.NaN }, 'bad_configuration', 'milliseconds'],
    ['fetch', { fetch: 'fetch' as never }, 'bad_configuration', 'function'],
    ['baseUrl', { baseUrl: 'http://graph.facebook.com' }, 'bad_configuration', 'https'],
    [
      'baseUrl',
      { baseUrl: 'https://graph.facebook.com@evil.example' },
      'bad_configuration',
      'https',
    ],
    ['baseUrl', { baseUrl: 'https://graph.facebook.com/v1' }, 'bad_configuration', 'path'],
    ['baseUrl', { baseUrl: 'https://graph.facebook.com?x=1' }, 'bad_configuration', 'query'],
    ['baseUrl', { baseUrl: 'not a url' }, 'bad_configuration', 'https'],
  ])('%s %j skips as %s and says how to fix it', async (path, config, reason, hint) => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    const client = createCapiClient(configured(config));
    expect(warn).not.toHaveBeenCalled();
    const result = await client.sendLeadEvent({
      eventId: 'x',
      userData: { email: 'a@example.com' },
    });
    expect(result).toMatchObject({ ok: false, skipped: true, reason });
    expect(result.outcomes).toEqual([
      { eventName: 'Lead', eventId: 'x', outcome: 'skipped', reason },
    ]);
    expect(result.warnings).toHaveLength(1);
    expect(result.warnings[0]?.path).toBe(path);
    expect(result.warnings[0]?.message).toContain(hint);
    await client.sendEvents([lead()]);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(sandbox.requests).toHaveLength(0);
    const said = JSON.stringify([result, warn.mock.calls]);
    expect(said).not.toContain(accessToken);
    expect(said).not.toContain('evil');
  });

  test.each([undefined, null, 'config', 42])(
    '%s is no configuration, and no exception',
    async (config) => {
      vi.spyOn(console, 'warn').mockReturnValue();
      const result = await createCapiClient(config as never).sendEvents([lead()]);
      expect(result).toMatchObject({ ok: false, skipped: true, reason: 'not_configured' });
    },
  );

  test.each([
    ['nothing', undefined],
    ['text', 'Lead'],
    ['a revoked Proxy', revokedProxy()],
  ])('F-05 skips %s without events', async (_, events) => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const result = await createCapiClient({} as never).sendEvents(events as never);
    expect(result).toMatchObject({ ok: false, reason: 'not_configured', outcomes: [] });
  });

  test.each([
    'https://[::1]:8443',
    'http://127.0.0.1:4000',
    'http://localhost:4000/',
    'http://[::1]',
  ])('%s is a base URL', async (baseUrl) => {
    const result = await createCapiClient(configured({ baseUrl })).sendEvents([lead()]);
    expect(result.ok).toBe(true);
    expect(sandbox.requests[0]?.url).toContain(new URL(baseUrl).origin);
  });
});

test('X-03 the token is in the body and in no URL, header or log', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const calls: { url: string; init: RequestInit | undefined }[] = [];
  const client = createCapiClient(
    configured({
      fetch: (input, init) => {
        calls.push({ url: String(input), init });
        return Promise.reject(new TypeError(`failed with ${accessToken}`));
      },
    }),
  );
  const result = await client.sendEvents([lead()], { maxAttempts: 1 });
  expect(result).toMatchObject({ ok: false, skipped: false, status: 0 });
  const { inspect } = await import('node:util');
  expect(JSON.stringify([result, client, warn.mock.calls])).not.toContain(accessToken);
  expect(inspect(client, { depth: 10, showHidden: true })).not.toContain(accessToken);
  expect(calls).toHaveLength(1);
  expect(calls[0]?.url).toBe('https://graph.facebook.com/v27.0/1234567890/events');
  expect(JSON.stringify(calls[0]?.init?.headers)).not.toContain(accessToken);
  expect(String(calls[0]?.init?.body)).toContain(accessToken);
});

test('several clients side by side share nothing', async () => {
  const other = createSandbox();
  const one = createCapiClient(configured());
  const two = createCapiClient(configured({ pixelId: '9876543210', fetch: other.fetch }));
  await Promise.all([one.sendEvents([lead()]), two.sendEvents([lead()])]);
  expect(sandbox.counted.map(({ pixelId }) => pixelId)).toEqual(['1234567890']);
  expect(other.counted.map(({ pixelId }) => pixelId)).toEqual(['9876543210']);
});

const sha = 'a'.repeat(64);

function prepared(eventId: string) {
  const preparation = prepareEvent(lead({ eventId }), { whenConsentUnknown: 'send' });
  if (!preparation.ok) throw new Error(preparation.reason);
  return preparation.event;
}

function revokedProxy(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
