import { createSandbox, type Sandbox } from '@meta-capi/sandbox';
import { Keyv } from 'keyv';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createCapiClient } from '../../src/client/client.ts';
import type { CapiEvent, Visitor } from '../../src/event/capi-event.ts';
import type { EventOutcome } from '../../src/event/outcome.ts';
import { type SendResult, summarize } from '../../src/event/result.ts';
import { createMemoryStore } from '../../src/only-once/memory-store.ts';
import { onlyOnce } from '../../src/only-once/only-once.ts';
import type { OnceStore } from '../../src/only-once/store.ts';
import type { EventSink, SendOptions } from '../../src/sink/sink.ts';
import { accepted, answer } from '../delivery/faults.ts';
import { startFaultyServer } from '../delivery/faulty-server.ts';

// Every sleep ends at once, and takes exactly its time on the clocks of the process.
beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'Date', 'performance'],
  });
  vi.setTimerTickMode('nextTimerAsync');
});

afterEach(() => {
  vi.useRealTimers();
});

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

function lead(eventId: string, eventName = 'Lead'): CapiEvent {
  return { eventName, eventId, eventTime: 0 };
}

const failure = { status: 0, category: 'unavailable', retryable: true, message: 'm' } as const;

interface RecordingSink extends EventSink {
  sent: string[];
  next: EventOutcome['outcome'][];
  options: (SendOptions | undefined)[];
}

/** Delivers, after `ms`, unless told otherwise for the next attempts. */
function sinkOf(ms = 0): RecordingSink {
  const sent: string[] = [];
  const next: EventOutcome['outcome'][] = [];
  const given: (SendOptions | undefined)[] = [];
  return {
    sent,
    next,
    options: given,
    async sendEvents(events, options) {
      given.push(options);
      const outcomes = events.map(({ eventName, eventId }): EventOutcome => {
        sent.push(`${eventName} ${eventId}`);
        const outcome = next.shift() ?? 'delivered';
        const error = { ...failure, ambiguous: outcome === 'ambiguous' };
        return outcome === 'delivered' || outcome === 'queued'
          ? { eventName, eventId, outcome }
          : { eventName, eventId, outcome, error };
      });
      await sleep(ms);
      return summarize(outcomes, [], outcomes.length);
    },
  };
}

function shown({ outcomes }: SendResult): string[] {
  return outcomes.map(({ outcome, reason }) => (reason ? `${outcome} ${reason}` : outcome));
}

const scope = { scope: 'pixel-1' };

describe('P9d the consent of a copy that was not sent', () => {
  const visitors: Record<string, Visitor | undefined> = {
    denied: { consent: 'denied' },
    unreadable: { consent: 'Yes' as never },
    silent: undefined,
    unknown: { consent: 'unknown' },
    granted: { consent: 'granted' },
    limited: { consent: 'limited' },
  };
  const copies = (names: string): CapiEvent[] =>
    names.split(' ').map((name) => ({
      ...lead('a'),
      eventTime: new Date(),
      userData: { externalId: 'customer-7', state: 'CA' },
      visitor: visitors[name],
    }));
  const stores: [string, () => OnceStore | undefined][] = [
    ['this process', () => undefined],
    ['a store', () => createMemoryStore()],
    ['Keyv', () => new Keyv()],
  ];
  const client = (sandbox: Sandbox): EventSink =>
    createCapiClient({
      pixelId: '1234567890',
      accessToken: 'EAAmadeUpToken0123456789',
      whenConsentUnknown: 'send',
      fetch: sandbox.fetch,
    });

  describe.each(stores)('in %s', (_, storeOf) => {
    test.each<[string, string]>([
      ['denied silent', 'consent_denied'],
      ['denied unknown', 'consent_denied'],
      ['denied granted', 'consent_denied'],
      ['denied silent silent', 'consent_denied'],
      ['unreadable silent', 'consent_unreadable'],
      ['unreadable granted', 'consent_unreadable'],
      // Not in the USA as far as the event says.
      ['limited silent', 'consent_limited_outside_us'],
      ['limited granted', 'consent_limited_outside_us'],
    ])('holds for a later copy: %s is %s', async (names, reason) => {
      const sandbox = createSandbox();
      const once = onlyOnce(client(sandbox), storeOf(), scope);
      const results: string[] = [];
      for (const copy of copies(names)) results.push(...shown(await once.sendEvents([copy])));
      expect(results.at(-1)).toBe(`skipped ${reason}`);
      expect(sandbox.events).toEqual([]);
    });

    test.each(['granted denied', 'silent denied', 'silent unreadable granted'])(
      'holds for a copy of the same call, in any order: %s',
      async (names) => {
        const sandbox = createSandbox();
        await onlyOnce(client(sandbox), storeOf(), scope).sendEvents(copies(names));
        expect(sandbox.events).toEqual([]);
      },
    );

    test('of an event without an answer restricts nothing', async () => {
      const sandbox = createSandbox();
      const once = onlyOnce(client(sandbox), storeOf(), scope);
      for (const copy of copies('silent granted')) await once.sendEvents([copy]);
      expect(sandbox.events).toHaveLength(1);
    });

    test('is known under either of its ids', async () => {
      const sandbox = createSandbox();
      const once = onlyOnce(client(sandbox), storeOf(), scope);
      for (const copy of copies('denied')) await once.sendEvents([{ ...copy, otherEventId: 'b' }]);
      for (const copy of copies('silent')) await once.sendEvents([{ ...copy, eventId: 'b' }]);
      expect(sandbox.events).toEqual([]);
    });
  });

  test('limited, and then not received, is sent again with Limited Data Use', async () => {
    const sandbox = createSandbox();
    const capi = client(sandbox);
    let isDown = true;
    const sink: EventSink = {
      sendEvents: (events) =>
        isDown ? Promise.resolve(summarize(notSent(events), [], 0)) : capi.sendEvents(events),
    };
    const once = onlyOnce(sink, createMemoryStore(), scope);
    const [first, second] = copies('limited silent').map((copy) => ({
      ...copy,
      userData: { ...copy.userData, country: 'us' },
    }));
    expect(shown(await once.sendEvents([first as CapiEvent]))).toEqual(['notSent']);
    isDown = false;
    expect(shown(await once.sendEvents([second as CapiEvent]))).toEqual(['delivered']);
    expect(sandbox.events[0]?.event['data_processing_options']).toEqual(['LDU']);
  });
});

describe('P9d a restriction beside the claim', () => {
  const event = (consent?: Visitor['consent']): CapiEvent => ({
    ...lead('a'),
    visitor: { consent },
  });
  const consents = (sink: EventSink): { sink: EventSink; given: unknown[] } => {
    const given: unknown[] = [];
    return {
      given,
      sink: {
        sendEvents(events, options) {
          given.push(...events.map(({ visitor }) => visitor?.consent));
          return sink.sendEvents(events, options);
        },
      },
    };
  };

  test('of a limited event that failed leaves the claim to exactly one process', async () => {
    const store = withAdd();
    const inner = sinkOf(20);
    inner.next.push('notSent');
    const { sink, given } = consents(inner);
    await onlyOnce(sink, store, scope).sendEvents([event('limited')]);
    expect(store.get('pixel-1:Lead:a')).toBeUndefined();
    const both = await Promise.all(
      [1, 2].map(() => onlyOnce(sink, store, scope).sendEvents([event()])),
    );
    expect(both.flatMap(shown).sort()).toEqual(['delivered', 'notSent']);
    expect(given).toEqual(['limited', 'limited']);
  });

  test('does not overwrite what another process has sent meanwhile', async () => {
    const store = createMemoryStore();
    // Answers every look-up of this process too late.
    const slow: OnceStore = { ...store, get: () => new Promise(() => undefined) };
    const inner = sinkOf();
    inner.next.push('notSent');
    const sending = onlyOnce(inner, slow, scope).sendEvents([event('limited')]);
    store.set('pixel-1:Lead:a', 'sent', 60_000);
    await sending;
    expect(store.get('pixel-1:Lead:a')).toBe('sent');
  });

  test('does not delete what another process has sent, if a look-up ends too late', async () => {
    const memory = createMemoryStore();
    const slow: OnceStore = {
      ...memory,
      get: async () => {
        await sleep(300);
      },
    };
    const inner = sinkOf();
    inner.next.push('notSent');
    await onlyOnce(inner, slow, scope).sendEvents([event('granted')]);
    memory.set('pixel-1:Lead:a', 'sent', 60_000);
    await sleep(1000);
    expect(memory.get('pixel-1:Lead:a')).toBe('sent');
  });

  test('is kept of a copy that arrives while another process sends', async () => {
    const store = withAdd();
    store.set('pixel-1:Lead:a', 'sending', 60_000);
    const { sink, given } = consents(sinkOf());
    await onlyOnce(sink, store, scope).sendEvents([event('denied')]);
    expect(store.get('pixel-1:Lead:a')).toBe('sending');
    store.delete('pixel-1:Lead:a');
    await onlyOnce(sink, store, scope).sendEvents([event('granted')]);
    expect(given).toEqual(['denied']);
  });

  test('is kept of a copy that arrives while this process sends, if that fails', async () => {
    const inner = sinkOf(20);
    inner.next.push('notSent');
    const { sink, given } = consents(inner);
    const once = onlyOnce(sink, undefined, scope);
    const first = once.sendEvents([event('granted')]);
    await sleep(10);
    expect(shown(await once.sendEvents([event('denied')]))).toEqual(['notSent']);
    await first;
    await once.sendEvents([event()]);
    expect(given).toEqual(['granted', 'denied']);
  });

  test('is kept for both of its ids, if each is being sent and fails', async () => {
    const inner = sinkOf(20);
    inner.next.push('notSent', 'notSent');
    const { sink, given } = consents(inner);
    const once = onlyOnce(sink, undefined, scope);
    const firsts = ['a', 'b'].map((id) => once.sendEvents([{ ...event('granted'), eventId: id }]));
    await sleep(10);
    await once.sendEvents([{ ...event('denied'), eventId: 'a', otherEventId: 'b' }]);
    await Promise.all(firsts);
    await once.sendEvents([{ ...event(), eventId: 'b' }]);
    expect(given).toEqual(['granted', 'granted', 'denied']);
  });

  test('of a copy that arrives while this process sends does not change what is sent', async () => {
    const { sink, given } = consents(sinkOf(20));
    const once = onlyOnce(sink, undefined, scope);
    const first = once.sendEvents([event('granted')]);
    await sleep(10);
    expect(shown(await once.sendEvents([event('denied')]))).toEqual(['skipped already_sent']);
    expect(shown(await first)).toEqual(['delivered']);
    expect(given).toEqual(['granted']);
  });

  const at = 1_764_201_600;
  const grantedAt = (consentAt: number): CapiEvent => ({
    ...lead('a'),
    visitor: { consent: 'granted', consentAt },
  });
  test.each<[unknown, unknown]>([
    [`denied@${at}`, 'granted'],
    ['denied@5', 'granted'],
    [`limited@${at + 1}`, 'limited'],
    [`unreadable@${at + 2}`, 'unreadable'],
    ['denied', 'denied'],
    ['denied@', 'denied'],
    [`denied@x${at}`, 'denied'],
    [`denied@${at}x`, 'denied'],
    ['denied@1234567890123', 'denied'],
    [`granted@${at}`, 'granted'],
    ['busy', 'granted'],
    [7, 'granted'],
  ])('that the store returns as %j makes a grant of a second later: %s', async (stored, sent) => {
    const memory = createMemoryStore();
    const store: OnceStore = {
      ...memory,
      get: (key) => (key.includes('%consent') ? stored : memory.get(key)),
    };
    const { sink, given } = consents(sinkOf());
    await onlyOnce(sink, store, scope).sendEvents([grantedAt(at + 1)]);
    expect(given).toEqual([sent]);
  });

  test.each<[string, Visitor[], string[]]>([
    ['is stored with its time', [{ consent: 'denied', consentAt: at }], [`denied@${at}`]],
    [
      'is not stored again',
      [
        { consent: 'denied', consentAt: at },
        { consent: 'denied', consentAt: at },
        { consent: 'denied', consentAt: at - 1 },
      ],
      [`denied@${at}`],
    ],
    [
      'is stored again if it was repeated later',
      [
        { consent: 'denied', consentAt: at },
        { consent: 'denied', consentAt: at + 1 },
      ],
      [`denied@${at}`, `denied@${at + 1}`],
    ],
    [
      'is replaced by a stricter one, with the later time',
      [
        { consent: 'limited', consentAt: at },
        { consent: 'denied', consentAt: at - 1 },
      ],
      [`limited@${at}`, `denied@${at}`],
    ],
  ])('%s', async (_, visitors, stored) => {
    const memory = createMemoryStore();
    const written: string[] = [];
    const store: OnceStore = {
      ...memory,
      set: (key, value, ttl) => {
        written.push(`${key} ${value} ${ttl}`);
        return memory.set(key, value, ttl);
      },
    };
    const sink: EventSink = { sendEvents: async (events) => summarize(notSent(events), [], 0) };
    for (const visitor of visitors) {
      await onlyOnce(sink, store, { ...scope, ttl: 5000 }).sendEvents([{ ...lead('a'), visitor }]);
    }
    expect(written).toEqual(stored.map((value) => `pixel-1:%consent:Lead:a ${value} 5000`));
  });

  test('is not stored for an event that was sent before', async () => {
    const memory = createMemoryStore();
    memory.set('pixel-1:Lead:a', 'sent', 60_000);
    const calls: string[] = [];
    const store: OnceStore = {
      get: (key) => {
        calls.push(`get ${key}`);
        return memory.get(key);
      },
      set: (key) => calls.push(`set ${key}`),
      delete: (key) => calls.push(`delete ${key}`),
    };
    await onlyOnce(sinkOf(), store, scope).sendEvents([event('denied')]);
    expect(calls).toEqual(['get pixel-1:Lead:a']);
  });

  test('of an event that cannot be copied is obeyed too', async () => {
    const store = createMemoryStore();
    const refusing: EventSink = { sendEvents: async (events) => summarize(notSent(events), [], 0) };
    await onlyOnce(refusing, store, scope).sendEvents([event('denied')]);
    const odd = Object.defineProperty(event(), 'userData', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    const given: unknown[] = [];
    const sink: EventSink = {
      sendEvents: async (events) => {
        given.push(...events);
        return summarize(notSent(events), [], 0);
      },
    };
    await onlyOnce(sink, store, scope).sendEvents([odd]);
    expect(given).toEqual([
      {
        eventName: 'Lead',
        eventId: 'a',
        eventTime: Number.NaN,
        visitor: { consent: 'denied', consentCarrier: 'an earlier copy of this event' },
      },
    ]);
  });

  test('does not replace a stricter one that the look-up missed', async () => {
    const store = createMemoryStore();
    const { sink, given } = consents(sinkOf());
    const refusing: EventSink = { sendEvents: async (events) => summarize(notSent(events), [], 0) };
    await onlyOnce(refusing, store, scope).sendEvents([event('denied')]);
    let asked = 0;
    const late: OnceStore = {
      ...store,
      get: async (key) => {
        asked += 1;
        if (asked <= 2) await sleep(400);
        return store.get(key);
      },
    };
    await onlyOnce(refusing, late, scope).sendEvents([event('limited')]);
    await sleep(500);
    await onlyOnce(sink, store, scope).sendEvents([event('granted')]);
    expect(given).toEqual(['denied']);
  });

  test('is not an event of that name', async () => {
    const store = createMemoryStore();
    const { sink, given } = consents(sinkOf());
    const refusing: EventSink = { sendEvents: async (events) => summarize(notSent(events), [], 0) };
    await onlyOnce(refusing, store, scope).sendEvents([event('denied')]);
    await onlyOnce(sink, store, scope).sendEvents([
      { ...lead('Lead:a', '%consent'), visitor: { consent: 'granted' } },
      { ...lead('a', '%consent:Lead'), visitor: { consent: 'granted' } },
    ]);
    expect(given).toEqual(['granted', 'granted']);
  });
});

function notSent(events: readonly CapiEvent[]): EventOutcome[] {
  return events.map(({ eventName, eventId }) => ({
    eventName,
    eventId,
    outcome: 'notSent',
    error: { ...failure, ambiguous: false },
  }));
}

describe('onlyOnce', () => {
  test('sends an event once; a copy is skipped, and the result is ok', async () => {
    const sink = sinkOf();
    const once = onlyOnce(sink, undefined, scope);
    expect(shown(await once.sendEvents([lead('a')]))).toEqual(['delivered']);
    const copy = await once.sendEvents([lead('a')]);
    expect(copy).toMatchObject({ ok: true, eventsReceived: 0 });
    expect(shown(copy)).toEqual(['skipped already_sent']);
    expect(sink.sent).toEqual(['Lead a']);
  });

  test('compares name, id and scope', async () => {
    const sink = sinkOf();
    const store = createMemoryStore();
    await onlyOnce(sink, store, scope).sendEvents([lead('a'), lead('b'), lead('a', 'Contact')]);
    await onlyOnce(sink, store, { scope: 'pixel-2' }).sendEvents([lead('a')]);
    expect(sink.sent.sort()).toEqual(['Contact a', 'Lead a', 'Lead a', 'Lead b']);
  });

  test('the key in the store escapes % and : in the scope and the name', async () => {
    const store = createMemoryStore();
    await onlyOnce(sinkOf(), store, { scope: 'a:b%c:' }).sendEvents([lead('x:y%z', 'L%:e')]);
    expect(store.get('a%3Ab%25c%3A:L%25%3Ae:x:y%z')).toBe('sent');
  });

  test.each(['granted', 'denied', 'limited', 'unknown', undefined] as const)(
    'an event whose consent is %s is passed on as it is without earlier copies',
    async (consent) => {
      const given: CapiEvent[] = [];
      const sink: EventSink = {
        sendEvents: async (events) => {
          given.push(...events);
          return summarize(notSent(events), [], 0);
        },
      };
      const event: CapiEvent = { ...lead('a'), visitor: { consent } };
      await onlyOnce(sink, undefined, scope).sendEvents([event]);
      expect(given[0]).toBe(event);
    },
  );

  test('keys are injective: a colon in a name, a scope or an id makes no other key', async () => {
    const sink = sinkOf();
    const store = createMemoryStore();
    const once = (name: string): EventSink => onlyOnce(sink, store, { scope: name });
    await once('shop').sendEvents([
      lead('a:b', 'Lead'),
      lead('b', 'Lead:a'),
      lead('b', 'Lead%3Aa'),
      lead('a%3Ab', 'Lead'),
    ]);
    await once('shop:Lead').sendEvents([lead('b', 'a')]);
    await once('shop%3ALead').sendEvents([lead('b', 'a')]);
    expect(sink.sent).toHaveLength(6);
  });

  test('ids that a program printed for a missing value are not copies of each other', async () => {
    const sink = sinkOf();
    const once = onlyOnce(sink, undefined, scope);
    for (const id of ['1', '2']) {
      await once.sendEvents([{ ...lead(id), otherEventId: 'undefined' }]);
    }
    expect(sink.sent).toEqual(['Lead 1', 'Lead 2']);
  });

  test('copies in one call are found too, and outcomes stay in place', async () => {
    const sink = sinkOf(5);
    const result = await onlyOnce(sink, undefined, scope).sendEvents([
      lead('a'),
      lead('b'),
      lead('a'),
    ]);
    expect(shown(result)).toEqual(['delivered', 'delivered', 'skipped already_sent']);
    expect(result.outcomes.map(({ eventId }) => eventId)).toEqual(['a', 'b', 'a']);
    expect(result).toMatchObject({ ok: true, eventsReceived: 2 });
  });

  test.each(['notSent', 'ambiguous', 'rejected'] as const)(
    'what was %s is not remembered: it can be tried again',
    async (outcome) => {
      const sink = sinkOf();
      sink.next.push(outcome);
      const once = onlyOnce(sink, undefined, scope);
      expect(shown(await once.sendEvents([lead('a')]))).toEqual([outcome]);
      expect(shown(await once.sendEvents([lead('a')]))).toEqual(['delivered']);
      expect(sink.sent).toHaveLength(2);
    },
  );

  test('what is queued is remembered', async () => {
    const sink = sinkOf();
    sink.next.push('queued');
    const once = onlyOnce(sink, undefined, scope);
    await once.sendEvents([lead('a')]);
    expect(shown(await once.sendEvents([lead('a')]))).toEqual(['skipped already_sent']);
  });

  test('copies at the same time wait for the first, and share its failure', async () => {
    const sink = sinkOf(30);
    const once = onlyOnce(sink, undefined, scope);
    const all = await Promise.all([1, 2, 3].map(() => once.sendEvents([lead('a')])));
    expect(all.flatMap(shown)).toEqual([
      'delivered',
      'skipped already_sent',
      'skipped already_sent',
    ]);
    sink.next.push('notSent');
    const failed = await Promise.all([1, 2].map(() => once.sendEvents([lead('b')])));
    expect(failed.flatMap(shown)).toEqual(['notSent', 'notSent']);
    expect(sink.sent).toEqual(['Lead a', 'Lead b']);
  });

  describe('a copy of one that was refused for what it holds is tried itself', () => {
    const rejected = {
      status: 400,
      category: 'payload',
      retryable: false,
      ambiguous: false,
    } as const;
    /** Judges an event by its name: the first copy is bad, the second good. */
    function judging(bad: Partial<EventOutcome>) {
      const sent: unknown[] = [];
      const sink: EventSink = {
        async sendEvents(events) {
          sent.push(...events.map(({ actionSource }) => actionSource));
          await sleep(5);
          const outcomes = events.map(({ eventName, eventId, actionSource }): EventOutcome => {
            const names = { eventName, eventId };
            return actionSource === 'other'
              ? { ...names, outcome: 'skipped', ...bad }
              : { ...names, outcome: 'delivered' };
          });
          const warnings = events.map((_, at) => ({
            code: 'w',
            path: `events[${at}].x`,
            message: 'm',
          }));
          const delivered = outcomes.filter(({ outcome }) => outcome === 'delivered');
          return summarize(outcomes, warnings, delivered.length);
        },
      };
      return { sent, sink };
    }
    const badCopy: CapiEvent = { ...lead('a'), actionSource: 'other' };
    const goodCopy: CapiEvent = { ...lead('a'), actionSource: 'website' };

    test.each<[string, Partial<EventOutcome>]>([
      ['for want of consent', { reason: 'consent_unknown' }],
      ['as invalid', { reason: 'invalid_event' }],
      ['by Meta', { outcome: 'rejected', error: { ...rejected, message: 'm' } }],
    ])('%s, in another call', async (_, bad) => {
      const { sent, sink } = judging(bad);
      const once = onlyOnce(sink, undefined, scope);
      const [first, second, third] = await Promise.all([
        once.sendEvents([badCopy]),
        once.sendEvents([goodCopy]),
        once.sendEvents([goodCopy]),
      ]);
      expect(shown(first)[0]).toMatch(bad.outcome ?? 'skipped');
      expect([shown(second), shown(third)]).toEqual([['delivered'], ['skipped already_sent']]);
      expect(sent).toEqual(['other', 'website']);
    });

    test('and counted with the other events of its call', async () => {
      const once = onlyOnce(judging({ reason: 'invalid_event' }).sink, undefined, scope);
      const [, second] = await Promise.all([
        once.sendEvents([badCopy]),
        once.sendEvents([goodCopy, lead('b')]),
      ]);
      expect(second).toMatchObject({ ok: true, eventsReceived: 2 });
    });

    test('in the same call, with its warnings in their places', async () => {
      const { sent, sink } = judging({ reason: 'invalid_event' });
      const once = onlyOnce(sink, undefined, scope);
      const result = await once.sendEvents([lead('b'), badCopy, badCopy, goodCopy, goodCopy]);
      expect(shown(result)).toEqual([
        'delivered',
        'skipped invalid_event',
        'skipped invalid_event',
        'delivered',
        'skipped already_sent',
      ]);
      expect(sent).toEqual([undefined, 'other', 'other', 'website']);
      expect(result.warnings.map(({ path }) => path)).toEqual(
        [0, 1, 2, 3].map((at) => `events[${at}].x`),
      );
    });

    test.each<[string, SendOptions]>([
      ['no time is left', { timeoutMs: 3 }],
      ['the caller has aborted', { signal: abortedAfter(3).signal }],
    ])('but not if %s', async (_, options) => {
      const given = options.signal ? { signal: abortedAfter(3).signal } : options;
      const { sent, sink } = judging({ reason: 'invalid_event' });
      const once = onlyOnce(sink, undefined, scope);
      const result = await once.sendEvents([badCopy, goodCopy], given);
      expect(shown(result)).toEqual(['skipped invalid_event', 'skipped invalid_event']);
      expect(sent).toEqual(['other']);
    });

    test('but not if every copy would fail in the same way', async () => {
      const { sent, sink } = judging({ reason: 'not_configured' });
      const once = onlyOnce(sink, undefined, scope);
      const result = await once.sendEvents([badCopy, badCopy, goodCopy]);
      expect(shown(result)).toEqual(Array(3).fill('skipped not_configured'));
      expect(sent).toEqual(['other']);
    });
  });

  test('a copy waits no longer than its own deadline', async () => {
    const once = onlyOnce(sinkOf(500), undefined, scope);
    const first = once.sendEvents([lead('a')]);
    const start = performance.now();
    expect(shown(await once.sendEvents([lead('a')], { timeoutMs: 30 }))).toEqual(['notSent']);
    expect(performance.now() - start).toBe(30);
    await first;
  });

  test('a copy whose caller aborts waits no longer', async () => {
    const once = onlyOnce(sinkOf(1500), undefined, scope);
    const first = once.sendEvents([lead('a')]);
    const start = performance.now();
    const { signal } = abortedAfter(20);
    expect(shown(await once.sendEvents([lead('a')], { signal }))).toEqual(['notSent']);
    expect(performance.now() - start).toBe(20);
    await first;
  });

  test('a copy without a deadline waits for the first', async () => {
    const once = onlyOnce(sinkOf(50), undefined, scope);
    const first = once.sendEvents([lead('a')]);
    const unlimited = { timeoutMs: Number.POSITIVE_INFINITY };
    expect(shown(await once.sendEvents([lead('a')], unlimited))).toEqual(['skipped already_sent']);
    await first;
  });

  test.each<[string, number | undefined, number]>([
    ['its time to live', 20, 20],
    // Meta accepts events of seven days.
    ['eight days', undefined, 691_200_000],
  ])('it forgets after %s', async (_, ttl, ms) => {
    const sink = sinkOf();
    const once = onlyOnce(sink, undefined, { ...scope, ttl });
    await once.sendEvents([lead('a')]);
    vi.setSystemTime(Date.now() + ms - 1);
    await once.sendEvents([lead('a')]);
    expect(sink.sent).toHaveLength(1);
    vi.setSystemTime(Date.now() + 1);
    await once.sendEvents([lead('a')]);
    expect(sink.sent).toHaveLength(2);
  });

  test('an event without an id is passed to the sink, which refuses it', async () => {
    const sink = sinkOf();
    await onlyOnce(sink, undefined, scope).sendEvents([lead(''), lead('')]);
    expect(sink.sent).toHaveLength(2);
  });
});

describe('what it forwards', () => {
  test('the timeoutMs of the sink; with a store it remembers what was sent', () => {
    const sink: EventSink = { ...sinkOf(), timeoutMs: 7000 };
    expect(onlyOnce(sink, createMemoryStore(), scope)).toMatchObject({
      remembersSent: true,
      timeoutMs: 7000,
    });
    expect(onlyOnce(sink, undefined, scope)).toMatchObject({ remembersSent: false });
  });

  test('nothing to a sink that is missing; it throws nothing, and the result is not ok', async () => {
    const once = onlyOnce(undefined as never, undefined, scope);
    expect(await once.sendEvents([lead('a')])).toMatchObject({ ok: false });
  });

  test('an event whose id cannot be read', async () => {
    const odd = Object.defineProperty(lead(''), 'eventId', {
      get: () => {
        throw new Error('no');
      },
    });
    const given: unknown[] = [];
    const sink: EventSink = {
      sendEvents: async (events) => {
        given.push(...events);
        return summarize([{ eventName: '', eventId: '', outcome: 'delivered' }], [], 1);
      },
    };
    await onlyOnce(sink, createMemoryStore(), scope).sendEvents([odd]);
    expect(given).toEqual([odd]);
    expect(given[0]).toBe(odd);
  });

  test('a list is sent in one call, without the events that were sent before', async () => {
    const sink = sinkOf();
    const once = onlyOnce(sink, undefined, scope);
    await once.sendEvents([lead('b')]);
    const result = await once.sendEvents([lead('a'), lead('b'), lead('c')]);
    expect(shown(result)).toEqual(['delivered', 'skipped already_sent', 'delivered']);
    expect(sink.options).toHaveLength(2);
  });

  test('warnings have the places of the caller’s list', async () => {
    const sink: EventSink = {
      sendEvents: async (events) =>
        summarize(
          events.map(({ eventName, eventId }) => ({ eventName, eventId, outcome: 'delivered' })),
          events.map((_, at) => ({ code: 'c', path: `events[${at}].visitor`, message: 'm' })),
          events.length,
        ),
    };
    const once = onlyOnce(sink, undefined, scope);
    await once.sendEvents([lead('b')]);
    const { warnings } = await once.sendEvents([lead('a'), lead('b'), lead('c')]);
    expect(warnings.map(({ path }) => path)).toEqual(['events[0].visitor', 'events[2].visitor']);
  });

  test('warnings of the one event that is left name its place too, and those of the call none', async () => {
    vi.useRealTimers();
    const headers = `Date: ${new Date(0).toUTCString()}\r\nX-Ad-Api-Version-Warning: upgraded\r\n`;
    const server = await startFaultyServer([answer(accepted, '200 OK', headers)]);
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'a-token-of-this-test-only',
      whenConsentUnknown: 'send',
      testEventCode: 'TEST1',
      baseUrl: `http://127.0.0.1:${server.port}`,
    });
    const known = { ...lead('known'), eventTime: new Date(), userData: { externalId: 'customer' } };
    const odd = {
      ...known,
      eventId: 'odd',
      actionSource: 'website',
      event_id: 'odd',
      'Maria Silva': 1,
      userData: { externalId: 'customer', phone: ['+30 210 1234567', '12'] },
    } as CapiEvent;
    const once = onlyOnce(capi, undefined, scope);
    const paths = async (events: CapiEvent[]): Promise<string[]> =>
      (await once.sendEvents(events)).warnings.map(({ path }) => path).sort();
    const ofTheCall = ['apiVersion', 'events', 'testEventCode'];
    expect(await paths([known])).toEqual(ofTheCall);
    expect(await paths([known, known, odd])).toEqual([
      'apiVersion',
      'events',
      'events[2].(odd key)',
      'events[2].event_id',
      'events[2].userData.phone[1]',
      'events[2].visitor.clientUserAgent',
      'events[2].visitor.eventSourceUrl',
      'testEventCode',
    ]);
    const unreadable = null as unknown as CapiEvent;
    expect(await paths([known, unreadable])).toEqual(['events[1].event']);
    expect(await paths([unreadable])).toEqual(['event']);
  });

  test('F-05 invalid lists and options that throw are passed to the sink, which refuses them', async () => {
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'a-token-of-this-test-only',
      whenConsentUnknown: 'send',
    });
    const once = onlyOnce(capi, undefined, scope);
    const options = Object.defineProperty({}, 'timeoutMs', {
      get: () => {
        throw new Error('no');
      },
    });
    const list: CapiEvent[] = [];
    list[1] = lead('');
    for (const result of [
      await once.sendEvents(lead('a') as never),
      await once.sendEvents(null as never),
      await once.sendEvents([lead('a')], options),
      await once.sendEvents(list),
    ]) {
      expect(result).toMatchObject({ ok: false, skipped: true });
    }
  });

  test('personal data instead of an id is never stored', async () => {
    const asked: string[] = [];
    const note = (key: string): void => void asked.push(key);
    const sink = sinkOf();
    const once = onlyOnce(sink, { get: note, set: note, delete: note, add: note }, scope);
    await once.sendEvents([lead('maria@example.com')]);
    await once.sendEvents([lead('a', 'call +49 30 1234567')]);
    expect(asked).toEqual([]);
    expect(sink.sent).toHaveLength(2);
  });

  test('a sink that rejects leaves no claim and no unhandled rejection', async () => {
    const store = withAdd();
    const broken = onlyOnce({ sendEvents: () => Promise.reject(new Error('no')) }, store, scope);
    const both = [broken.sendEvents([lead('a')]), broken.sendEvents([lead('a')])];
    expect((await Promise.all(both)).map(shown)).toEqual([['ambiguous'], ['ambiguous']]);
    expect(shown(await onlyOnce(sinkOf(), store, scope).sendEvents([lead('a')]))).toEqual([
      'delivered',
    ]);
  });
});

describe('two processes with one store', () => {
  const twoProcesses = (sink: EventSink, store: OnceStore): [EventSink, EventSink] => [
    onlyOnce(sink, store, scope),
    onlyOnce(sink, store, scope),
  ];

  test('one after the other: once', async () => {
    const sink = sinkOf();
    const [one, two] = twoProcesses(sink, createMemoryStore());
    await one.sendEvents([lead('a')]);
    expect(shown(await two.sendEvents([lead('a')]))).toEqual(['skipped already_sent']);
  });

  test('at the same time, with set-if-absent: exactly one attempt', async () => {
    const sink = sinkOf(20);
    const [one, two] = twoProcesses(sink, withAdd());
    const both = await Promise.all([one.sendEvents([lead('a')]), two.sendEvents([lead('a')])]);
    expect(both.flatMap(shown).sort()).toEqual(['delivered', 'notSent']);
    expect(sink.sent).toEqual(['Lead a']);
    expect(shown(await two.sendEvents([lead('a')]))).toEqual(['skipped already_sent']);
  });

  test.each([false, 0, null])('%s from set-if-absent is a no', async (taken) => {
    const sink = sinkOf();
    const store = withAdd(taken);
    const [one, two] = twoProcesses(sink, store);
    await one.sendEvents([lead('a')]);
    expect(shown(await two.sendEvents([lead('a')]))).toEqual(['skipped already_sent']);
    store.set('pixel-1:Lead:b', 'sending', 1000);
    const { outcomes } = await two.sendEvents([lead('b')]);
    expect(outcomes).toEqual([
      {
        eventName: 'Lead',
        eventId: 'b',
        outcome: 'notSent',
        error: {
          status: 0,
          category: 'unavailable',
          retryable: true,
          ambiguous: false,
          retryAfterMs: 60_000,
          message: 'Another copy of this event is being sent just now.',
        },
      },
    ]);
    expect(sink.sent).toEqual(['Lead a']);
  });

  test('a failed attempt does not remove the mark of another process', async () => {
    const store = withAdd();
    store.set('pixel-1:Lead:a', 'sent', 60_000);
    const deaf: OnceStore = { ...store, add: () => Promise.reject(new Error('down')) };
    const sink = sinkOf();
    sink.next.push('notSent');
    await onlyOnce(sink, deaf, scope).sendEvents([lead('a')]);
    expect(store.get('pixel-1:Lead:a')).toBe('sent');
  });

  test.each<[string, SendOptions | undefined, number | undefined, number]>([
    ['a minute, where the call takes less', { timeoutMs: 5000 }, undefined, 60_000],
    ['as long as the call may take', { timeoutMs: 120_000 }, undefined, 120_000],
    ['as long as the sink may take, where the call names no time', undefined, 90_000, 90_000],
  ])('a claim lasts %s', async (_, options, timeoutMs, expectedMs) => {
    const lasting: number[] = [];
    const store: OnceStore = {
      ...withAdd(),
      add: (_key, _value, ttl) => {
        lasting.push(ttl);
        return true;
      },
    };
    const sink: EventSink = { ...sinkOf(), timeoutMs };
    await onlyOnce(sink, store, scope).sendEvents([lead('a')], options);
    expect(lasting).toEqual([expectedMs]);
  });

  test('a claim is given back when the attempt fails', async () => {
    const sink = sinkOf();
    sink.next.push('notSent');
    const [one, two] = twoProcesses(sink, withAdd());
    await one.sendEvents([lead('a')]);
    expect(shown(await two.sendEvents([lead('a')]))).toEqual(['delivered']);
  });
});

describe('a conversion with two ids', () => {
  const also = (eventId: string, otherEventId: string): CapiEvent => ({
    ...lead(eventId),
    otherEventId,
  });

  test.each<[string, CapiEvent, CapiEvent]>([
    ['its other one', also('browser', 'computed'), lead('computed')],
    ['the same other one', also('browser', 'computed'), also('newer', 'computed')],
    ['its own as another’s other', lead('computed'), also('browser', 'computed')],
    ['its own', also('browser', 'computed'), lead('browser')],
    ['both, the other way round', also('browser', 'computed'), also('computed', 'browser')],
  ])('is known by %s', async (_, first, copy) => {
    for (const store of [createMemoryStore(), withAdd()]) {
      const sink = sinkOf(5);
      await onlyOnce(sink, store, scope).sendEvents([first]);
      expect(shown(await onlyOnce(sink, store, scope).sendEvents([copy]))).toEqual([
        'skipped already_sent',
      ]);
      expect(sink.sent).toEqual([`Lead ${first.eventId}`]);
    }
    for (const calls of [[[first, copy]], [[first], [copy]]]) {
      const sink = sinkOf(5);
      const once = onlyOnce(sink, undefined, scope);
      const results = await Promise.all(calls.map((events) => once.sendEvents(events)));
      expect(results.flatMap(shown)).toEqual(['delivered', 'skipped already_sent']);
      expect(sink.sent).toEqual([`Lead ${first.eventId}`]);
    }
  });

  test('can be sent again under either id after a failure', async () => {
    const store = withAdd();
    const sink = sinkOf();
    sink.next.push('notSent', 'notSent');
    const once = onlyOnce(sink, store, scope);
    await once.sendEvents([also('browser', 'computed')]);
    await once.sendEvents([also('newer', 'computed')]);
    const again = await onlyOnce(sink, store, scope).sendEvents([lead('computed'), lead('newer')]);
    expect(shown(again)).toEqual(['delivered', 'delivered']);
  });

  test('a copy that finds one id claimed releases the other', async () => {
    const store = withAdd();
    store.set('pixel-1:Lead:computed', 'sent', 60_000);
    const once = onlyOnce(sinkOf(), store, scope);
    await once.sendEvents([also('browser', 'computed')]);
    expect(store.get('pixel-1:Lead:browser')).toBeUndefined();
  });

  test('is not looked up by its second id if the first was sent before', async () => {
    const memory = withAdd();
    memory.set('pixel-1:Lead:browser', 'sent', 60_000);
    const asked: string[] = [];
    const store: OnceStore = {
      ...memory,
      add: (key, value, ttl) => {
        asked.push(key);
        return memory.add?.(key, value, ttl);
      },
    };
    const once = onlyOnce(sinkOf(), store, scope);
    expect(shown(await once.sendEvents([also('computed', 'browser')]))).toEqual([
      'skipped already_sent',
    ]);
    expect(asked).toEqual(['pixel-1:Lead:browser']);
  });

  test('of two processes that hold both, in whatever order, exactly one makes the attempt', async () => {
    const sink = sinkOf(20);
    // The first question is answered last: a process that asked for both at once would get one each.
    const memory = withAdd();
    let asked = 0;
    const store: OnceStore = {
      ...memory,
      async add(key, value, ttl) {
        await sleep(10 - 2 * (asked++ % 4));
        return memory.add?.(key, value, ttl);
      },
    };
    const both = await Promise.all([
      onlyOnce(sink, store, scope).sendEvents([also('browser', 'computed')]),
      onlyOnce(sink, store, scope).sendEvents([also('computed', 'browser')]),
    ]);
    expect(both.flatMap(shown).sort()).toEqual(['delivered', 'notSent']);
    expect(sink.sent).toHaveLength(1);
  });

  test('a copy that shares a failure has its own id in the answer', async () => {
    const sink = sinkOf(5);
    sink.next.push('notSent');
    const once = onlyOnce(sink, undefined, scope);
    const { outcomes } = await once.sendEvents([also('browser', 'computed'), lead('computed')]);
    expect(outcomes.map(({ eventId, outcome }) => [eventId, outcome])).toEqual([
      ['browser', 'notSent'],
      ['computed', 'notSent'],
    ]);
  });

  test.each([undefined, '', 7 as never, 'maria@example.com', 'a'])(
    '%j adds nothing',
    async (otherEventId) => {
      const asked: string[] = [];
      const store: OnceStore = {
        get: (key) => void asked.push(key),
        set: () => 0,
        delete: () => 0,
      };
      await onlyOnce(sinkOf(), store, scope).sendEvents([{ ...lead('a'), otherEventId }]);
      expect(asked).toEqual(['pixel-1:Lead:a', 'pixel-1:%consent:Lead:a']);
    },
  );
});

describe('a store that is', () => {
  const never = (): Promise<never> => new Promise(() => undefined);
  const down = (): never => {
    throw new Error('down');
  };
  test.each<[string, OnceStore]>([
    ['slow', { get: never, set: never, delete: never }],
    ['slow, with set-if-absent', { get: never, set: never, delete: never, add: never }],
    ['down', { get: down, set: down, delete: down, add: down }],
    ['rejecting', { get: async () => down(), set: async () => down(), delete: async () => down() }],
    [
      'lying',
      { get: () => ({ sent: true }), set: () => true, delete: () => true, add: () => 'no' },
    ],
    [
      'full of other people’s things',
      { get: () => 'busy', set: () => 0, delete: () => 0, add: () => false },
    ],
  ])('%s keeps nothing from being sent', async (_, store) => {
    const sink = sinkOf();
    const once = onlyOnce(sink, store, scope);
    const start = performance.now();
    expect(shown(await once.sendEvents([lead('a')]))).toEqual(['delivered']);
    // 250 ms for the look-up, and again for the mark.
    expect(performance.now() - start).toBeLessThanOrEqual(500);
    expect(sink.sent).toEqual(['Lead a']);
  });
});

test('a store that fails for one key is still used for the others', async () => {
  const memory = createMemoryStore();
  const choosy: OnceStore = {
    ...memory,
    get: async (key) => {
      if (key.endsWith('odd')) throw new Error('no');
      await sleep(10);
      return memory.get(key);
    },
  };
  const sink = sinkOf();
  const once = onlyOnce(sink, choosy, scope);
  await once.sendEvents([lead('a')]);
  const result = await once.sendEvents([lead('odd'), lead('a')]);
  expect(shown(result)).toEqual(['delivered', 'skipped already_sent']);
});

describe('a store that takes its time', () => {
  const never = (): Promise<never> => new Promise(() => undefined);
  const silent: OnceStore = { get: never, set: never, delete: never, add: never };
  const leads = (count: number): CapiEvent[] =>
    Array.from({ length: count }, (_, at) => lead(`e${at}`));

  test('is asked about 201 events at most 100 at a time', async () => {
    const { store, most } = counting(createMemoryStore());
    const sink = sinkOf();
    const once = onlyOnce(sink, store, scope);
    expect(await once.sendEvents(leads(201))).toMatchObject({ ok: true, eventsReceived: 201 });
    expect(await once.sendEvents(leads(201))).toMatchObject({ ok: true, eventsReceived: 0 });
    expect(sink.sent).toHaveLength(201);
    expect(most()).toBe(100);
  });

  test('takes at most half of the caller’s time, and the rest is passed on', async () => {
    const sink = sinkOf();
    const start = performance.now();
    const once = onlyOnce(sink, silent, scope);
    const result = await once.sendEvents([lead('a')], { timeoutMs: 400, maxAttempts: 1 });
    expect(performance.now() - start).toBe(400);
    expect(result).toMatchObject({ ok: true, eventsReceived: 1 });
    expect(sink.options).toEqual([{ timeoutMs: 200, maxAttempts: 1 }]);
  });

  test.each([
    [1, 250],
    [1001, 500],
  ])('has, for %i events, %i ms before the sending and again after it', async (count, ms) => {
    const sink = sinkOf();
    const start = performance.now();
    await onlyOnce(sink, silent, scope).sendEvents(leads(count));
    expect(performance.now() - start).toBe(2 * ms);
  });

  test('has the same time for an event with two ids', async () => {
    const start = performance.now();
    const asked: string[] = [];
    const slow: OnceStore = {
      ...silent,
      add: async (key) => {
        asked.push(key);
        await sleep(200);
        return true;
      },
      get: () => undefined,
    };
    await onlyOnce(sinkOf(), slow, scope).sendEvents([{ ...lead('b'), otherEventId: 'a' }]);
    expect(asked).toEqual(['pixel-1:Lead:a', 'pixel-1:Lead:b']);
    expect(performance.now() - start).toBe(500);
  });

  test('is not asked about the rest of the events after that time', async () => {
    const asked: string[] = [];
    const slow: OnceStore = {
      ...createMemoryStore(),
      get: async (key) => {
        asked.push(key);
        await sleep(300);
      },
    };
    await onlyOnce(sinkOf(), slow, scope).sendEvents(leads(101));
    await sleep(1000);
    expect(asked).toHaveLength(100);
  });

  test('is not awaited after the caller has aborted', async () => {
    const sink = sinkOf();
    const start = performance.now();
    const { signal } = abortedAfter(10);
    await onlyOnce(sink, silent, scope).sendEvents([lead('a')], { signal });
    expect(performance.now() - start).toBe(10);
    expect(sink.options).toEqual([{ signal }]);
  });

  test('leaves the default of the sink to a call without timeoutMs', async () => {
    const sink = sinkOf();
    const once = onlyOnce(sink, silent, scope);
    await once.sendEvents([lead('a')], { timeoutMs: Number.NaN, testEventCode: 'TEST1' });
    expect(sink.options).toEqual([{ timeoutMs: Number.NaN, testEventCode: 'TEST1' }]);
  });

  test('is written after the caller’s deadline, and a copy in the meantime is still a copy', async () => {
    const memory = createMemoryStore();
    let finish: (() => void) | undefined;
    const isSlow = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const slow: OnceStore = {
      ...memory,
      set: (...all) => isSlow.then(() => memory.set(...all)),
    };
    const sink = sinkOf();
    const once = onlyOnce(sink, slow, scope);
    expect(shown(await once.sendEvents([lead('a')], { timeoutMs: 40 }))).toEqual(['delivered']);
    expect(shown(await once.sendEvents([lead('a')], { timeoutMs: 40 }))).toEqual([
      'skipped already_sent',
    ]);
    expect(memory.get('pixel-1:Lead:a')).toBeUndefined();
    finish?.();
    await sleep(10);
    expect(memory.get('pixel-1:Lead:a')).toBe('sent');
    expect(shown(await once.sendEvents([lead('a')]))).toEqual(['skipped already_sent']);
    expect(sink.sent).toEqual(['Lead a']);
  });

  test('cannot make a failed event look as if it were still in flight', async () => {
    const sink = sinkOf();
    sink.next.push('notSent');
    const once = onlyOnce(sink, silent, scope);
    await once.sendEvents([lead('a')], { timeoutMs: 20 });
    expect(shown(await once.sendEvents([lead('a')], { timeoutMs: 20 }))).toEqual(['delivered']);
  });
});

describe('Keyv', () => {
  test('remembers for two processes, and forgets in time', async () => {
    const shared = new Map();
    const sink = sinkOf();
    const process = (): EventSink =>
      onlyOnce(sink, new Keyv({ store: shared }), { ...scope, ttl: 100 });
    await process().sendEvents([lead('a')]);
    expect(shown(await process().sendEvents([lead('a')]))).toEqual(['skipped already_sent']);
    await sleep(120);
    expect(shown(await process().sendEvents([lead('a')]))).toEqual(['delivered']);
  });

  test('takes a key and a value as they are', async () => {
    const keyv = new Keyv();
    await onlyOnce(sinkOf(), keyv, scope).sendEvents([lead('a:b', 'Lead')]);
    expect(await keyv.get('pixel-1:Lead:a:b')).toBe('sent');
  });

  const down = async (): Promise<never> => {
    throw new Error('down');
  };
  const never = (): Promise<never> => new Promise(() => undefined);
  test.each<[string, () => Promise<never>, boolean]>([
    ['rejects', down, true],
    ['rejects, which Keyv keeps to itself', down, false],
    ['never answers', never, true],
  ])('over a store that %s keeps nothing from being sent', async (_, fault, throwOnErrors) => {
    const store = { get: fault, set: fault, delete: fault, clear: fault };
    const sink = sinkOf();
    const once = onlyOnce(sink, new Keyv({ store, throwOnErrors }), scope);
    expect(shown(await once.sendEvents([lead('a')]))).toEqual(['delivered']);
    expect(shown(await once.sendEvents([lead('a')], { timeoutMs: 50 }))).toEqual(['delivered']);
  });
});

test('the memory store makes room by forgetting the oldest', () => {
  const store = createMemoryStore(2);
  const known = (): unknown[] => ['a', 'b', 'c'].map((key) => store.get(key));
  for (const key of ['a', 'b', 'c']) store.set(key, 'sent', 1000);
  expect(known()).toEqual([undefined, 'sent', 'sent']);
  store.set('b', 'sent', 1000);
  store.set('a', 'sent', 1000);
  expect(known()).toEqual(['sent', 'sent', undefined]);
});

/** A memory store whose `add` sets only where nothing is, as Redis does. */
function withAdd(taken: unknown = false): OnceStore {
  const store = createMemoryStore();
  return {
    ...store,
    add: (key, value, ttl) => {
      if (store.get(key) !== undefined) return taken;
      store.set(key, value, ttl);
      return true;
    },
  };
}

/** Counts the questions that are open at one time. */
function counting(store: OnceStore): { store: OnceStore; most: () => number } {
  let open = 0;
  let most = 0;
  const counted = async <Answer>(question: () => Answer): Promise<Answer> => {
    open += 1;
    most = Math.max(most, open);
    await Promise.resolve();
    open -= 1;
    return question();
  };
  return {
    most: () => most,
    store: {
      get: (key) => counted(() => store.get(key)),
      set: (...all) => counted(() => store.set(...all)),
      delete: (key) => counted(() => store.delete(key)),
    },
  };
}

function abortedAfter(ms: number): AbortController {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller;
}

describe('a claim that a slow store grants only when it is too late', () => {
  test.each([
    ['is given back where the sending failed', 'notSent', ['claimed a', 'deleted a']],
    ['stays where the event was delivered', 'delivered', ['claimed a']],
  ] as const)('%s', async (_, outcome, calls) => {
    const seen: string[] = [];
    const idOf = (key: string): string => key.split(':').at(-1) ?? '';
    const store: OnceStore = {
      get: async () => undefined,
      add: async (key) => {
        await sleep(300);
        seen.push(`claimed ${idOf(key)}`);
        return true;
      },
      set: async () => true,
      delete: async (key) => seen.push(`deleted ${idOf(key)}`),
    };
    const sink = sinkOf();
    sink.next.push(outcome);
    const [result] = (await onlyOnce(sink, store, scope).sendEvents([lead('a')])).outcomes;
    expect(result?.outcome).toBe(outcome);
    await sleep(200);
    expect(seen).toEqual(calls);
  });

  test('while the sink is sending is kept until the sending fails', async () => {
    const memory = withAdd();
    const store: OnceStore = {
      ...memory,
      add: async (...claim) => {
        await sleep(300);
        return memory.add?.(...claim);
      },
    };
    const sink = sinkOf(500);
    sink.next.push('notSent');
    const sending = onlyOnce(sink, store, scope).sendEvents([lead('a')]);
    await sleep(400);
    expect(memory.get('pixel-1:Lead:a')).toBe('sending');
    expect(shown(await sending)).toEqual(['notSent']);
    expect(memory.get('pixel-1:Lead:a')).toBeUndefined();
  });
});

test('many calls with one signal cause no leak warning of Node', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  const { signal } = new AbortController();
  const once = onlyOnce(sinkOf(30), undefined, scope);
  await Promise.all(
    Array.from({ length: 30 }, (_, n) => once.sendEvents([lead(`e${n}`)], { signal })),
  );
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});

test('the outcomes of a sink that rejects are ambiguous, also for copies, and may be retried', async () => {
  let calls = 0;
  const sink: EventSink = {
    sendEvents: async (events) => {
      calls += 1;
      await sleep(20);
      if (calls === 1) throw new Error('canary');
      const [{ eventName, eventId } = lead('')] = events;
      return summarize([{ eventName, eventId, outcome: 'delivered' }], [], 1);
    },
  };
  const once = onlyOnce(sink, undefined, scope);
  const both = await Promise.all([once.sendEvents([lead('a')]), once.sendEvents([lead('a')])]);
  expect(both.map(shown)).toEqual([['ambiguous'], ['ambiguous']]);
  expect(JSON.stringify(both)).not.toContain('canary');
  expect(shown(await once.sendEvents([lead('a')]))).toEqual(['delivered']);
  expect(calls).toBe(2);
});
