import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startAttempts } from '../../src/delivery/attempts.ts';
import { addEvent, createBatch } from '../../src/delivery/batch.ts';
import { createCall } from '../../src/delivery/call.ts';
import type { Batch, Call } from '../../src/delivery/types.ts';
import { type AttemptResult, asAmbiguous } from '../../src/graph/attempt-result.ts';
import type { GraphRequest } from '../../src/graph/graph.ts';
import { wireEvent } from './wire-event.ts';

const facts = { status: 503, category: 'unavailable', retryable: true, message: 'm' } as const;
const ambiguous: AttemptResult = { outcome: 'ambiguous', error: { ...facts, ambiguous: true } };
const notSent: AttemptResult = { outcome: 'notSent', error: { ...facts, ambiguous: false } };
const notAnswered: AttemptResult = {
  outcome: 'notSent',
  error: { ...facts, status: 0, ambiguous: false },
};
const delivered: AttemptResult = { outcome: 'delivered', eventsReceived: 1, warnings: [] };
const rejected = (category: 'access' | 'payload'): AttemptResult => ({
  outcome: 'rejected',
  error: { ...facts, category, retryable: false, ambiguous: false },
});
const explained: AttemptResult = { ...Object(rejected('payload')), rejectsEveryCopy: true };
const resent: AttemptResult = { ...Object(notSent), resent: true };
const afterRetryAfter = (retryAfterMs: number): AttemptResult => ({
  outcome: 'notSent',
  error: { ...facts, status: 429, ambiguous: false, retryAfterMs },
});

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** What happens to one request: a result after so many milliseconds, or never. */
interface Step {
  ms?: number;
  result?: AttemptResult;
  /** Are bytes of the request sent, as they are once the token and a connection are there? @default true */
  isSent?: boolean;
}

interface Options {
  maxAttempts?: number;
  timeoutMs?: number;
  hasFreeConnection?: boolean;
}

interface Played {
  requests: readonly { at: number; body: string; request: GraphRequest }[];
  /** Numbers of the requests that were cancelled. */
  cancelled: () => number[];
  /** Numbers of the requests whose connection was said to stall. */
  stalled: readonly number[];
  responsesMs: readonly number[];
  ends: readonly { at: number; result: AttemptResult; eventsSent: number }[];
  batch: Batch;
  /** Of `batch`. */
  call: Call;
  stop: () => void;
}

function start(steps: readonly Step[], options: Options = {}): Played {
  const { maxAttempts = 1000, timeoutMs = 4000, hasFreeConnection = true } = options;
  const batch = emptyBatch(maxAttempts);
  const call = addCall(batch, 'a', timeoutMs);
  return startBatch(batch, call, steps, hasFreeConnection);
}

function emptyBatch(maxAttempts = 1000): Batch {
  const key = { testEventCode: 'TEST1', maxAttempts, limitedDataUse: '' };
  return createBatch(key, new Uint8Array(1000));
}

function addCall(batch: Batch, eventId: string, timeoutMs: number): Call {
  const deadline = performance.now() + timeoutMs;
  const call = createCall({ ...batch, deadline, signal: undefined, warnings: [] });
  addEvent(batch, call, 0, wireEvent({ event_id: eventId }));
  return call;
}

/** Plays the steps, the last one again and again. */
function startBatch(
  batch: Batch,
  call: Call,
  steps: readonly Step[],
  hasFreeConnection = true,
): Played {
  const begin = performance.now();
  const at = (): number => Math.round(performance.now() - begin);
  const requests: { at: number; body: string; request: GraphRequest }[] = [];
  const stalled: number[] = [];
  const responsesMs: number[] = [];
  const ends: { at: number; result: AttemptResult; eventsSent: number }[] = [];
  const graph = (request: GraphRequest): Promise<AttemptResult> => {
    const number = requests.length;
    const { ms = 0, result, isSent = true } = steps[Math.min(number, steps.length - 1)] ?? {};
    const body = isSent ? new TextDecoder().decode(request.body('"access_token":"t"')) : '';
    requests.push({ at: at(), body, request });
    request.cancellation.onStall = () => stalled.push(number);
    return new Promise((resolve) => {
      if (result !== undefined) setTimeout(resolve, ms, result);
    });
  };
  const stop = startAttempts(batch, {
    graph,
    hasFreeConnection: () => hasFreeConnection,
    onResponse: (tookMs) => responsesMs.push(Math.round(tookMs)),
    onEnd: (_, result, eventsSent) => ends.push({ at: at(), result, eventsSent }),
  });
  const cancelled = (): number[] =>
    requests.flatMap(({ request }, n) => (request.cancellation.isCancelled ? [n] : []));
  return { requests, cancelled, stalled, responsesMs, ends, batch, call, stop };
}

async function play(steps: readonly Step[], options?: Options): Promise<Played> {
  const played = start(steps, options);
  await vi.advanceTimersByTimeAsync(60_000);
  return played;
}

const results = ({ ends }: Played): AttemptResult[] => ends.map(({ result }) => result);

describe('startAttempts', () => {
  test('sends again until it is delivered', async () => {
    const played = await play([{ result: notSent }, { result: ambiguous }, { result: delivered }]);
    expect(played.requests).toHaveLength(3);
    expect(played.ends).toEqual([{ at: expect.any(Number), result: delivered, eventsSent: 1 }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('sends the events with their test event code and the time to the last deadline', async () => {
    const played = start([{ ms: 10, result: delivered }]);
    addCall(played.batch, 'later', 100);
    await vi.advanceTimersByTimeAsync(60_000);
    const [{ body, request }] = played.requests as [Played['requests'][0]];
    expect(JSON.parse(body)).toMatchObject({ data: [{ event_id: 'a' }], access_token: 't' });
    expect(request).toMatchObject({ testEventCode: 'TEST1', timeoutMs: 4000 });
  });

  test.each(['payload', 'access'] as const)(
    'does not send again a rejected %s',
    async (category) => {
      const played = await play([{ result: rejected(category) }]);
      expect(played.requests).toHaveLength(1);
      expect(played.ends).toEqual([{ at: 0, result: rejected(category), eventsSent: 0 }]);
    },
  );

  test.each([1, 2, 3])(
    'ends after the last of %i attempts that are allowed',
    async (maxAttempts) => {
      const played = await play([{ result: notSent }], { maxAttempts });
      expect(played.requests).toHaveLength(maxAttempts);
      expect(results(played)).toEqual([notSent]);
    },
  );

  test('ends before the deadline', async () => {
    vi.mocked(Math.random).mockReturnValue(0.9);
    const played = await play([{ result: notSent }], { timeoutMs: 400 });
    expect(results(played)).toEqual([notSent]);
    expect(played.ends[0]?.at).toBeLessThan(400);
  });

  test('waits before the next attempt as long as Meta asks for', async () => {
    const played = await play([{ ms: 5, result: afterRetryAfter(1000) }, { result: delivered }]);
    expect(played.requests.map(({ at }) => at)).toEqual([0, 1005]);
  });

  test('has no attempt open, and makes none, while it waits for the next one', async () => {
    const played = await play([{ ms: 5, result: afterRetryAfter(2000) }, { result: delivered }]);
    expect(played.requests.map(({ at }) => at)).toEqual([0, 2005]);
    expect(played.stalled).toEqual([]);
  });

  test('makes no attempt after it was stopped, while it waits for the next one', async () => {
    const played = start([{ result: afterRetryAfter(100) }]);
    await vi.advanceTimersByTimeAsync(20);
    played.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(played.requests).toHaveLength(1);
    expect(played.ends).toEqual([]);
  });

  test.each([
    ['had been sent may have been received', true],
    ['had not been sent was not', false],
  ])('stopped, cancels its request; what %s', async (_, isSent) => {
    const played = start([{ ms: 100, result: delivered, isSent }]);
    await vi.advanceTimersByTimeAsync(20);
    played.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(played.cancelled()).toEqual([0]);
    expect(played.batch).toMatchObject({ mayBeReceived: isSent, attempts: [] });
    expect(played.ends).toEqual([]);
    expect(played.responsesMs).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('reports how long responses took, and nothing where there was none', async () => {
    const played = await play([
      { ms: 30, result: notAnswered },
      { ms: 40, result: notSent },
      { ms: 50, result: delivered },
    ]);
    expect(played.responsesMs).toEqual([40, 50]);
  });

  test.each<[string, AttemptResult]>([
    ['without a clear response', ambiguous],
    ['over a connection that died', resent],
  ])('remembers that an attempt %s may have been received', async (_, first) => {
    const last = async (result: AttemptResult): Promise<AttemptResult | undefined> => {
      const played = await play([{ result: first }, { result }], { maxAttempts: 2 });
      const [end] = results(played);
      return end && played.batch.mayBeReceived ? asAmbiguous(end) : end;
    };
    expect(await last(delivered)).toEqual(delivered);
    expect(await last(explained)).toEqual(explained);
    for (const result of [notSent, rejected('access'), rejected('payload')]) {
      expect(await last(result)).toEqual({
        outcome: 'ambiguous',
        error: { ...Object(result).error, ambiguous: true },
      });
    }
  });

  test('of attempts that were definitely not received remembers nothing', async () => {
    const played = await play([{ result: notSent }, { result: rejected('access') }]);
    expect(played.batch.mayBeReceived).toBe(false);
  });
});

// Within 4 s an attempt may take 1.6 s, and within the 2.4 s that remain 0.96 s.
describe('an attempt that is slower than its limit', () => {
  test('stays open while the next one runs, and its response counts', async () => {
    const played = await play([{ ms: 2000, result: delivered }, {}]);
    expect(played.requests.map(({ at }) => at)).toEqual([0, 1604]);
    expect(played.ends).toEqual([{ at: 2000, result: delivered, eventsSent: 1 }]);
    expect(played.cancelled()).toEqual([1]);
    expect(played.responsesMs).toEqual([2000]);
  });

  test('has the time of the first deadline, not of the last', async () => {
    const batch = emptyBatch(2);
    const call = addCall(batch, 'later', 4000);
    addCall(batch, 'sooner', 2500);
    addCall(batch, 'ended', 100).isOpen = false;
    const played = startBatch(batch, call, [{}]);
    await vi.advanceTimersByTimeAsync(60_000);
    // 40 % of it, and 4 ms for each event.
    expect(played.requests.map(({ at }) => at)).toEqual([0, 1012]);
  });

  test('is the only one where no other is allowed', async () => {
    const played = await play([{ ms: 3900, result: delivered }], { maxAttempts: 1 });
    expect(played.requests).toHaveLength(1);
    expect(results(played)).toEqual([delivered]);
  });

  test('is the only one where too little time would remain for another', async () => {
    const played = await play([{ ms: 880, result: delivered }], { timeoutMs: 890 });
    expect(played.requests).toHaveLength(1);
    expect(played.stalled).toEqual([]);
  });

  test('is the only one where the call with the later deadline has ended', async () => {
    const played = start([{ ms: 1690, result: delivered }, {}]);
    played.call.isOpen = false;
    addCall(played.batch, 'sooner', 1700);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(played.requests).toHaveLength(1);
    expect(results(played)).toEqual([delivered]);
  });

  test('leaves two copies open at most: a third one replaces the first', async () => {
    const played = await play([{}, {}, { ms: 500, result: delivered }]);
    expect(played.requests).toHaveLength(3);
    expect(played.stalled).toEqual([0, 1]);
    expect(played.cancelled()).toEqual([0, 1]);
    expect(results(played)).toEqual([delivered]);
  });

  test('is waited for when the next one fails and no other is allowed', async () => {
    const played = await play(
      [
        { ms: 2000, result: delivered },
        { ms: 10, result: notSent },
      ],
      {
        maxAttempts: 2,
      },
    );
    expect(results(played)).toEqual([delivered]);
    expect(played.ends[0]?.at).toBe(2000);
  });

  test('decides nothing when it fails as well: the failure of the latest counts', async () => {
    const played = await play(
      [
        { ms: 2000, result: notAnswered },
        { ms: 10, result: afterRetryAfter(0) },
      ],
      { maxAttempts: 2 },
    );
    expect(played.ends).toEqual([{ at: 2000, result: afterRetryAfter(0), eventsSent: 0 }]);
  });

  test('is not waited for when the next one is rejected', async () => {
    const played = await play([
      { ms: 2000, result: delivered },
      { ms: 10, result: rejected('access') },
    ]);
    expect(played.ends).toEqual([{ at: 1614, result: rejected('access'), eventsSent: 0 }]);
    expect(played.cancelled()).toEqual([0]);
  });

  test('fails while the next one runs: the next one decides', async () => {
    const played = await play([
      { ms: 2000, result: rejected('payload') },
      { ms: 600, result: delivered },
    ]);
    expect(played.requests).toHaveLength(2);
    expect(results(played)).toEqual([delivered]);
  });

  test('rejected for what both copies contain decides', async () => {
    const played = await play([{ ms: 2000, result: explained }, {}]);
    expect(played.ends).toEqual([{ at: 2000, result: explained, eventsSent: 0 }]);
    expect(played.cancelled()).toEqual([1]);
  });

  test('rejected for an event that the second copy does not contain does not decide', async () => {
    const batch = emptyBatch();
    const call = addCall(batch, 'a', 4000);
    const bad = addCall(batch, 'bad', 4000);
    const played = startBatch(batch, call, [
      { ms: 2000, result: explained },
      { ms: 600, result: delivered },
    ]);
    bad.isOpen = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(played.requests.map(({ body }) => body.includes('bad'))).toEqual([true, false]);
    expect(played.ends).toMatchObject([{ result: delivered, eventsSent: 1 }]);
  });

  test('delivered counts the events in its copy', async () => {
    const batch = emptyBatch(2);
    const call = addCall(batch, 'a', 4000);
    const brief = addCall(batch, 'brief', 4000);
    const played = startBatch(batch, call, [{ ms: 2000, result: delivered }, {}]);
    brief.isOpen = false;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(played.requests).toHaveLength(2);
    expect(played.ends).toMatchObject([{ result: delivered, eventsSent: 2 }]);
  });

  test('makes a rejection that may be of the second copy alone ambiguous', async () => {
    const played = await play([{}, { result: rejected('payload') }]);
    expect(results(played)).toEqual([rejected('payload')]);
    expect(played.batch.mayBeReceived).toBe(true);
  });

  test('is cancelled where no connection is free for a second copy', async () => {
    const played = await play(
      [
        { ms: 2000, result: delivered },
        { ms: 500, result: delivered },
      ],
      {
        hasFreeConnection: false,
      },
    );
    expect(played.cancelled()).toEqual([0]);
    expect(played.ends).toEqual([{ at: 2104, result: delivered, eventsSent: 1 }]);
  });

  test('is cancelled when the second copy has been delivered', async () => {
    const played = await play([{}, { result: delivered }]);
    expect(results(played)).toEqual([delivered]);
    expect(played.cancelled()).toEqual([0]);
  });

  test('is told that its connection is not trusted', async () => {
    const played = await play([{}, { result: delivered }]);
    expect(played.stalled).toEqual([0]);
  });

  test('is cancelled where no byte of it has been sent, and was then definitely not received', async () => {
    const played = await play([{ isSent: false }, { ms: 5, result: notSent }], { maxAttempts: 2 });
    expect(played.requests.map(({ at }) => at)).toEqual([0, 1604]);
    expect(played.cancelled()).toEqual([0]);
    expect(played.stalled).toEqual([]);
    expect(played.batch.mayBeReceived).toBe(false);
    expect(results(played)).toEqual([notSent]);
  });

  test('of which the response is read while a busy process is late makes no second copy', async () => {
    const played = start([{ ms: 1605, result: delivered }]);
    await vi.advanceTimersByTimeAsync(1603);
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + 500);
    await vi.advanceTimersByTimeAsync(1000);
    expect(played.requests).toHaveLength(1);
    expect(results(played)).toEqual([delivered]);
  });
});
