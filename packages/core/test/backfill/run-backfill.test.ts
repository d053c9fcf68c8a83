import { createSandbox } from '@meta-capi/sandbox';
import { expect, test } from 'vitest';
import {
  type BackfillPage,
  type BackfillProgress,
  runBackfill,
} from '../../src/backfill/run-backfill.ts';
import { createCapiClient } from '../../src/client/client.ts';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import type { ErrorCategory, EventOutcome } from '../../src/event/outcome.ts';
import { onlyOnce } from '../../src/only-once/only-once.ts';
import type { EventSink } from '../../src/sink/sink.ts';

const hourAgo = new Date(Date.now() - 3_600_000);
const since = new Date(Date.now() - 7_200_000);

function registration(id: number, change: Partial<CapiEvent> = {}): CapiEvent {
  return {
    eventName: 'CompleteRegistration',
    eventId: `registration-${id}`,
    eventTime: hourAgo,
    userData: { email: `person-${id}@example.com` },
    visitor: { consent: 'granted' },
    ...change,
  };
}

function page(...ids: readonly number[]): BackfillPage {
  return { read: ids.length, events: ids.map((id) => registration(id)) };
}

function graph() {
  const sandbox = createSandbox({ strict: true });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'drop',
    fetch: sandbox.fetch,
  });
  return { sandbox, capi };
}

/** A sink that answers every event alike. */
function answering(outcome: Omit<EventOutcome, 'eventId' | 'eventName'>): EventSink {
  return {
    sendEvents: async (events) => ({
      ok: true,
      eventsReceived: 0,
      outcomes: events.map(({ eventName, eventId }) => ({ eventName, eventId, ...outcome })),
      warnings: [],
    }),
  };
}

const none = { delivered: 0, queued: 0, skipped: 0, rejected: 0, notSent: 0, ambiguous: 0 };

test('counts the records, the events, and why events were not sent', async () => {
  const { sandbox, capi } = graph();
  const pages: BackfillPage[] = [
    page(1, 2),
    // One record that makes no event, and two that the rules skip.
    {
      read: 3,
      events: [
        registration(3, { visitor: { consent: 'denied' } }),
        registration(4, { userData: { country: 'gr' }, visitor: { consent: 'granted' } }),
      ],
    },
  ];
  expect(await runBackfill(pages, capi, { since })).toEqual({
    complete: true,
    read: 5,
    outcomes: { ...none, delivered: 2, skipped: 2 },
    reasons: { consent_denied: 1, insufficient_user_data: 1 },
  });
  expect(sandbox.counted).toHaveLength(2);
});

test('reads the next page only after the last one is sent', async () => {
  const steps: string[] = [];
  async function* pages(): AsyncGenerator<BackfillPage> {
    for (const id of [1, 2, 3]) {
      steps.push(`read ${id}`);
      yield page(id);
    }
  }
  const { capi } = graph();
  const sink: EventSink = {
    async sendEvents(events, options) {
      const result = await capi.sendEvents(events, options);
      steps.push(`sent ${events[0]?.eventId}`);
      return result;
    },
  };
  await runBackfill(pages(), sink, { since });
  expect(steps).toEqual([1, 2, 3].flatMap((id) => [`read ${id}`, `sent registration-${id}`]));
});

const categories: readonly ErrorCategory[] = ['access', 'throttled', 'unavailable'];

test.each(categories)(
  'stops at an %s error, and a second run continues there',
  async (category) => {
    const error = { status: 500, category, retryable: true, ambiguous: false, message: 'Stopped.' };
    let sent = 0;
    const { sandbox, capi } = graph();
    const stopping: EventSink = {
      sendEvents(events) {
        sent += 1;
        return (sent === 2 ? answering({ outcome: 'notSent', error }) : capi).sendEvents(events);
      },
    };
    const all = [page(1, 2), page(3, 4), page(5)];
    let closed = 0;
    async function* pages(from = 0): AsyncGenerator<BackfillPage> {
      try {
        for (const [at, one] of all.entries()) {
          if (at >= from) yield { ...one, resumeAt: all[at + 1] && String(at + 1) };
        }
      } finally {
        closed += 1;
      }
    }
    const stopped = await runBackfill(pages(), stopping, { since });
    expect(stopped).toEqual({
      complete: false,
      read: 4,
      outcomes: { ...none, delivered: 2, notSent: 2 },
      reasons: { [category]: 2 },
      resumeAt: '1',
      stoppedBy: expect.objectContaining({ eventId: 'registration-3', outcome: 'notSent', error }),
    });
    // The source may hold a connection open.
    expect(closed).toBe(1);

    const { resumeAt } = stopped;
    const rest = await runBackfill(pages(Number(resumeAt)), capi, { since, resumeAt });
    expect(rest).toMatchObject({ complete: true, read: 3, resumeAt: undefined });
    expect(sandbox.counted).toHaveLength(5);
  },
);

test('goes on after an event that is rejected for good', async () => {
  const error = { status: 400, retryable: false, ambiguous: false, message: 'Invalid.' } as const;
  const sink = answering({ outcome: 'rejected', error: { ...error, category: 'payload' } });
  expect(await runBackfill([page(1), page(2, 3)], sink, { since })).toMatchObject({
    complete: true,
    outcomes: { rejected: 3 },
    reasons: { payload: 3 },
  });
});

test('stops where the client has no token: later events would meet the same', async () => {
  const client = createCapiClient({ pixelId: undefined, whenConsentUnknown: 'drop' });
  expect(await runBackfill([page(1), page(2)], client, { since })).toMatchObject({
    complete: false,
    read: 1,
    reasons: { not_configured: 1 },
    stoppedBy: { reason: 'not_configured' },
  });
});

test('reports after each page, and every report keeps its numbers', async () => {
  const heard: BackfillProgress[] = [];
  const { capi } = graph();
  const pages = [{ ...page(1), resumeAt: 'b' }, { ...page(2), resumeAt: 'c' }, page()];
  await runBackfill(pages, capi, { since, onProgress: (progress) => heard.push(progress) });
  expect(heard.map(({ read, outcomes, resumeAt }) => [read, outcomes.delivered, resumeAt])).toEqual(
    [
      [1, 1, 'b'],
      [2, 2, 'c'],
      [2, 2, undefined],
    ],
  );
});

test('keeps the place of the run before until a page is sent', async () => {
  const error = { status: 0, category: 'unavailable', retryable: true, ambiguous: true } as const;
  const sink = answering({ outcome: 'ambiguous', error: { ...error, message: 'No answer.' } });
  const pages = [{ ...page(1), resumeAt: 'c' }];
  expect(await runBackfill(pages, sink, { since, resumeAt: 'b' })).toMatchObject({ resumeAt: 'b' });
});

test('passes on what the source throws, after what was read is sent', async () => {
  const { sandbox, capi } = graph();
  async function* pages(): AsyncGenerator<BackfillPage> {
    yield page(1);
    throw new Error('the source is down');
  }
  await expect(runBackfill(pages(), capi, { since })).rejects.toThrow('the source is down');
  expect(sandbox.counted).toHaveLength(1);
});

test('beyond 47 hours it reads nothing without a sink that remembers', async () => {
  const old = new Date(Date.now() - 50 * 3_600_000);
  let isRead = false;
  async function* pages(): AsyncGenerator<BackfillPage> {
    isRead = true;
    yield page(1);
  }
  const { capi } = graph();
  await expect(runBackfill(pages(), capi, { since: old })).rejects.toThrow(RangeError);
  expect(isRead).toBe(false);

  const remembering = onlyOnce(capi, new Map() as never, { scope: '1' });
  expect(await runBackfill(pages(), remembering, { since: old })).toMatchObject({ complete: true });
  expect(await runBackfill(pages(), capi, { since: old, force: true })).toMatchObject({ read: 1 });
});

test('an aborted signal reaches the sink, and the backfill stops', async () => {
  const { capi } = graph();
  const signal = AbortSignal.abort();
  const stopped = await runBackfill([page(1), page(2)], capi, { since, signal });
  expect(stopped).toMatchObject({ complete: false, read: 1, outcomes: { notSent: 1 } });
});

// F-61: a sink of the user's, or a queue.
test.each<[string, EventSink['sendEvents'], string]>([
  ['does not answer', () => new Promise(() => undefined), 'gave no result within 20 ms'],
  ['rejects', () => Promise.reject(new Error('kim@example.com')), 'threw Error'],
  ['returns nothing', () => Promise.resolve(undefined as never), 'returned no outcome'],
])('a sink that %s stops the backfill with an ambiguous event', async (_, sendEvents, why) => {
  const sink = { sendEvents, timeoutMs: 20 };
  const result = await runBackfill([page(1), page(2)], sink, { since });
  expect(result).toMatchObject({
    complete: false,
    read: 1,
    outcomes: { ambiguous: 1 },
    stoppedBy: {
      eventId: 'registration-1',
      outcome: 'ambiguous',
      error: { message: expect.stringContaining(why) },
    },
  });
  expect(JSON.stringify(result)).not.toContain('kim@example.com');
});
