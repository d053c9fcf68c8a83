import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { summarize } from '../../src/event/result.ts';
import type { EventSink } from '../../src/sink/sink.ts';
import { type IsStillAllowed, unlessWithdrawn } from '../../src/withdrawal/unless-withdrawn.ts';
import { renewal, shop } from '../consented-shop.ts';

describe('unlessWithdrawn', () => {
  test('sends what is still allowed, in its place, and skips the rest', async () => {
    const { capi, sent } = shop();
    const sink = unlessWithdrawn(capi, async ({ userData }) => userData?.email !== 'b@example.com');
    const result = await sink.sendEvents([renewal('a'), renewal('b'), renewal('c')]);
    expect(sent()).toEqual(['a', 'c']);
    expect(
      result.outcomes.map(({ eventId, outcome, reason }) => [eventId, outcome, reason]),
    ).toEqual([
      ['a', 'delivered', undefined],
      ['b', 'skipped', 'consent_withdrawn'],
      ['c', 'delivered', undefined],
    ]);
    expect(result.warnings).toContainEqual(
      expect.objectContaining({ code: 'consent_withdrawn', path: 'events[1].visitor.consent' }),
    );
  });

  test.each<[string, unknown]>([
    [
      'throws',
      () => {
        throw new Error('maria@example.com');
      },
    ],
    ['rejects', () => Promise.reject(new Error('maria@example.com'))],
    ['is no function', 'granted'],
  ])('does not send when the function %s, and the event may be retried', async (_, ask) => {
    const { capi, sent } = shop();
    const result = await unlessWithdrawn(capi, ask as IsStillAllowed).sendEvents([renewal('a')]);
    expect(sent()).toEqual([]);
    expect(result.outcomes[0]).toMatchObject({ outcome: 'notSent', error: { retryable: true } });
    expect(JSON.stringify(result)).not.toContain('maria');
  });

  test.each([
    ['half of the call’s time', 1000, 500],
    ['2 s of a longer call', 60_000, 2000],
    ['2 s of a call without a time', undefined, 2000],
  ])('waits for an answer for %s', async (_, timeoutMs, waitedMs) => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { capi, sent } = shop();
    const sink = unlessWithdrawn(capi, () => new Promise<boolean>(() => {}));
    const outcomes: string[] = [];
    const sending = sink.sendEvents([renewal('a')], { timeoutMs });
    void sending.then((result) => outcomes.push(...result.outcomes.map(({ outcome }) => outcome)));
    await vi.advanceTimersByTimeAsync(waitedMs - 1);
    expect(outcomes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(outcomes).toEqual(['notSent']);
    expect((await sending).outcomes[0]?.error?.message).toMatch(
      /isStillAllowed .* threw or did not answer in time/,
    );
    expect(sent()).toEqual([]);
  });

  test('does not wait for an answer after the caller has aborted', async () => {
    const { capi, sent } = shop();
    const signal = AbortSignal.abort();
    const sink = unlessWithdrawn(capi, () => new Promise<boolean>(() => {}));
    const { outcomes } = await sink.sendEvents([renewal('a')], { signal });
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['notSent']);
    expect(sent()).toEqual([]);
  });

  test.each([true, false])('ignores an answer of %s that is late', async (late) => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const sink: EventSink = {
      sendEvents: async ([event]) => {
        await new Promise((wake) => setTimeout(wake, 300));
        const outcome = { eventName: '', eventId: '', ...event, outcome: 'delivered' } as const;
        return summarize([outcome], [], 1);
      },
    };
    const slowForB: IsStillAllowed = async ({ eventId }) => {
      if (eventId === 'a') return true;
      await new Promise((wake) => setTimeout(wake, 600));
      return late;
    };
    const sending = unlessWithdrawn(sink, slowForB).sendEvents([renewal('a'), renewal('b')], {
      timeoutMs: 1000,
    });
    await vi.advanceTimersByTimeAsync(1000);
    const { outcomes, warnings } = await sending;
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['delivered', 'notSent']);
    expect(warnings).toEqual([]);
  });

  test.each([undefined, null, 1, 'yes', 'granted', {}])(
    'does not take %j for an answer',
    async (answer) => {
      const { capi, sent } = shop();
      const result = await unlessWithdrawn(capi, () => answer as boolean).sendEvents([
        renewal('a'),
      ]);
      expect(sent()).toEqual([]);
      expect(result).toMatchObject({ ok: false, skipped: true, reason: 'consent_unreadable' });
      expect(result.outcomes.map(({ outcome }) => outcome)).toEqual(['skipped']);
      expect(result.warnings[0]?.message).toContain('return a boolean');
    },
  );

  test.each([undefined, null, 'events', [undefined], [null]])(
    'never rejects, for %j',
    async (events) => {
      const { capi, sent } = shop();
      const sink = unlessWithdrawn(capi, ({ eventName }) => eventName === 'Lead');
      await expect(sink.sendEvents(events as never)).resolves.toMatchObject({ ok: false });
      expect(sent()).toEqual([]);
    },
  );
});

describe('what the sink gets, and what the caller gets back', () => {
  type Call = Parameters<EventSink['sendEvents']>;
  /** A sink that returns these warnings. */
  function recorder(paths: readonly string[] = []): EventSink & { calls: Call[] } {
    const calls: Call[] = [];
    return {
      calls,
      remembersSent: true,
      timeoutMs: 7000,
      sendEvents: (...call) => {
        calls.push(call);
        const outcomes = call[0].map(({ eventName, eventId }) => ({
          eventName,
          eventId,
          outcome: 'delivered' as const,
        }));
        const warnings = paths.map((path) => ({ code: 'unknown_field', path, message: 'm' }));
        return Promise.resolve(summarize(outcomes, warnings, outcomes.length));
      },
    };
  }
  const onlyB: IsStillAllowed = ({ eventId }) => eventId === 'b';
  const pathsOf = async (
    paths: readonly string[],
    allowed: IsStillAllowed,
    ids: readonly string[],
  ): Promise<readonly string[]> => {
    const sink = unlessWithdrawn(recorder(paths), allowed);
    const { warnings } = await sink.sendEvents(ids.map((id) => renewal(id)));
    return warnings.filter(({ code }) => code === 'unknown_field').map(({ path }) => path);
  };

  test('the properties of the sink', () => {
    expect(unlessWithdrawn(recorder(), onlyB)).toMatchObject({
      remembersSent: true,
      timeoutMs: 7000,
    });
  });

  test('warnings have the place of the event in the call', async () => {
    const ids = Array.from({ length: 13 }, (_, index) => String(index));
    const allowed: IsStillAllowed = ({ eventId }) => eventId !== '0';
    expect(await pathsOf(['events[0].userData.email', 'events[11].color'], allowed, ids)).toEqual([
      'events[1].userData.email',
      'events[12].color',
    ]);
  });

  test('warnings of the one event that is left have its place, those of the call do not', async () => {
    const paths = ['userData.email', 'color', 'event', 'testEventCode.format', 'events[9].x'];
    expect(await pathsOf(paths, onlyB, ['a', 'b', 'c'])).toEqual([
      'events[1].userData.email',
      'events[1].color',
      'events[1].event',
      'testEventCode.format',
      'events[9].x',
    ]);
    expect(await pathsOf(['userData.email'], onlyB, ['b'])).toEqual(['userData.email']);
  });

  test('the warning about a single event has no place', async () => {
    const { warnings } = await unlessWithdrawn(recorder(), () => false).sendEvents([renewal('a')]);
    expect(warnings.map(({ code, path }) => [code, path])).toEqual([
      ['consent_withdrawn', 'visitor.consent'],
    ]);
  });

  test('an event that is allowed, or has no answer, causes no warning', async () => {
    const ask: IsStillAllowed = ({ eventId }) => {
      if (eventId === 'b') throw new Error('no');
      return true;
    };
    const { warnings } = await unlessWithdrawn(recorder(), ask).sendEvents([
      renewal('a'),
      renewal('b'),
    ]);
    expect(warnings).toEqual([]);
  });

  test('the sink has the time that the questions left', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const sink = recorder();
    const slow = unlessWithdrawn(sink, async () => {
      await new Promise((wake) => setTimeout(wake, 100));
      return true;
    });
    vi.advanceTimersByTime(5000);
    for (const timeoutMs of [1000, undefined, 0, -1]) {
      const sending = slow.sendEvents([renewal('a')], { timeoutMs, maxAttempts: 2 });
      await vi.advanceTimersByTimeAsync(100);
      await sending;
    }
    expect(sink.calls.map(([, options]) => options)).toMatchObject([
      { timeoutMs: 900, maxAttempts: 2 },
      { timeoutMs: undefined, maxAttempts: 2 },
      { timeoutMs: 0, maxAttempts: 2 },
      { timeoutMs: -1, maxAttempts: 2 },
    ]);
  });

  test('of options that throw, the sink gets what it is given, after the questions', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const options = {
      get timeoutMs(): number {
        throw new Error('no');
      },
    };
    const sink = recorder();
    const slow = unlessWithdrawn(sink, async () => {
      await new Promise((wake) => setTimeout(wake, 100));
      return true;
    });
    const sending = slow.sendEvents([renewal('a')], options);
    await vi.advanceTimersByTimeAsync(100);
    await expect(sending).resolves.toMatchObject({ ok: true });
    expect(sink.calls.map(([events, given]) => [events.length, given === options])).toEqual([
      [1, true],
    ]);
    const { capi } = shop();
    expect(
      await unlessWithdrawn(capi, () => true).sendEvents([renewal('a')], options),
    ).toMatchObject({ ok: false });
  });

  test('a missing sink throws nothing, and its events are not counted as sent', async () => {
    const sink = unlessWithdrawn(undefined as never, () => true);
    expect(await sink.sendEvents([renewal('a')])).toMatchObject({ ok: false });
  });
});
