import { describe, expect, test } from 'vitest';
import type { CapiEvent } from '../src/event.ts';
import { createMemoryStore } from '../src/memory-store.ts';
import type { OnceStore } from '../src/once-store.ts';
import { onlyOnce } from '../src/only-once.ts';
import { type EventOutcome, type SendResult, summarize } from '../src/result.ts';
import type { EventSink } from '../src/sink.ts';

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

function lead(eventId: string, eventName = 'Lead'): CapiEvent {
  return { eventName, eventId, eventTime: 0 };
}

const failure = { status: 0, fault: 'unavailable', retryable: true, message: 'm' } as const;

/** Delivers, after `ms`, unless told otherwise for the next attempts. */
function sinkOf(ms = 0): EventSink & { sent: string[]; next: EventOutcome['outcome'][] } {
  const sent: string[] = [];
  const next: EventOutcome['outcome'][] = [];
  return {
    sent,
    next,
    async sendEvents(events) {
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

describe('onlyOnce', () => {
  test('lets an event through once; a copy is skipped, and that is fine', async () => {
    const sink = sinkOf();
    const once = onlyOnce(sink, undefined, scope);
    expect(shown(await once.sendEvents([lead('a')]))).toEqual(['delivered']);
    const copy = await once.sendEvents([lead('a')]);
    expect(copy).toMatchObject({ ok: true, eventsReceived: 0 });
    expect(shown(copy)).toEqual(['skipped already_sent']);
    expect(sink.sent).toEqual(['Lead a']);
  });

  test('tells apart by name, id and scope', async () => {
    const sink = sinkOf();
    const store = createMemoryStore();
    await onlyOnce(sink, store, scope).sendEvents([lead('a'), lead('b'), lead('a', 'Contact')]);
    await onlyOnce(sink, store, { scope: 'pixel-2' }).sendEvents([lead('a')]);
    expect(sink.sent.sort()).toEqual(['Contact a', 'Lead a', 'Lead a', 'Lead b']);
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

  test('a copy waits no longer than its own deadline', async () => {
    const once = onlyOnce(sinkOf(500), undefined, scope);
    const first = once.sendEvents([lead('a')]);
    const start = performance.now();
    expect(shown(await once.sendEvents([lead('a')], { timeoutMs: 30 }))).toEqual(['notSent']);
    expect(performance.now() - start).toBeLessThan(300);
    await first;
  });

  test('it forgets after its time to live', async () => {
    const sink = sinkOf();
    const once = onlyOnce(sink, undefined, { ...scope, ttl: 20 });
    await once.sendEvents([lead('a')]);
    await sleep(40);
    await once.sendEvents([lead('a')]);
    expect(sink.sent).toHaveLength(2);
  });

  test('an event without an id is the sink’s to refuse', async () => {
    const sink = sinkOf();
    await onlyOnce(sink, undefined, scope).sendEvents([lead(''), lead('')]);
    expect(sink.sent).toHaveLength(2);
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

  test('a claim is given back when the attempt fails', async () => {
    const sink = sinkOf();
    sink.next.push('notSent');
    const [one, two] = twoProcesses(sink, withAdd());
    await one.sendEvents([lead('a')]);
    expect(shown(await two.sendEvents([lead('a')]))).toEqual(['delivered']);
  });
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
    expect(performance.now() - start).toBeLessThan(1500);
    expect(sink.sent).toEqual(['Lead a']);
  });
});

test('the memory store makes room by forgetting the oldest', () => {
  const store = createMemoryStore(2);
  for (const key of ['a', 'b', 'c']) store.set(key, 'sent', 1000);
  expect(['a', 'b', 'c'].map((key) => store.get(key))).toEqual([undefined, 'sent', 'sent']);
});

/** A memory store whose `add` sets only where nothing is, as Redis does. */
function withAdd(): OnceStore {
  const store = createMemoryStore();
  return {
    ...store,
    add: (key, value, ttl) => {
      if (store.get(key) !== undefined) return false;
      store.set(key, value, ttl);
      return true;
    },
  };
}
