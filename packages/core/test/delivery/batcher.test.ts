import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { createGroupCommit } from '../../src/delivery/batcher.ts';
import type { SendGroup } from '../../src/delivery/flight.ts';
import type { Parcel } from '../../src/delivery/job.ts';
import type { WireEvent } from '../../src/event/prepared-event.ts';
import type { Verdict } from '../../src/graph/classify.ts';
import type { Load } from '../../src/graph/payload.ts';

const route = { testEventCode: undefined, maxAttempts: 1, limitedUse: '' };
const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

function eventsNamed(...names: string[]): WireEvent[] {
  return names.map((event_id) => ({ event_id }) as WireEvent);
}

function parcel(events: WireEvent[], rest: Partial<Parcel> = {}): Parcel {
  return { events, route, deadline: performance.now() + 2000, ...rest };
}

const rejected: Verdict = {
  outcome: 'rejected',
  error: { status: 400, category: 'payload', retryable: false, ambiguous: false, message: 'm' },
};

/** Answers after `ms`; refuses every request that holds an event whose id says `bad`. */
function graphLike(ms: number): { send: SendGroup; requests: string[][]; most: () => number } {
  const requests: string[][] = [];
  let inFlight = 0;
  let most = 0;
  const send: SendGroup = async (load) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    load.body({});
    const ids = load.events().map(({ event_id }) => event_id);
    requests.push(ids);
    await sleep(ms);
    inFlight -= 1;
    return ids.some((id) => id.startsWith('bad'))
      ? rejected
      : {
          outcome: 'delivered',
          eventsReceived: ids.length,
          eventsSent: ids.length,
          warnings: [],
        };
  };
  return { send, requests, most: () => most };
}

function outcomes(verdicts: readonly Verdict[]): string[] {
  return verdicts.map(({ outcome }) => outcome);
}

describe('createGroupCommit', () => {
  test('a lone parcel leaves at once, in the turn it came', async () => {
    const { send, requests } = graphLike(0);
    const verdicts = createGroupCommit(send)(parcel(eventsNamed('a')));
    await Promise.resolve();
    await Promise.resolve();
    expect(requests).toEqual([['a']]);
    expect(outcomes(await verdicts)).toEqual(['delivered']);
  });

  test('calls of one turn travel together, each with its own verdicts', async () => {
    const { send, requests } = graphLike(0);
    const commit = createGroupCommit(send);
    const all = await Promise.all([
      commit(parcel(eventsNamed('a', 'b'))),
      commit(parcel(eventsNamed('c'))),
    ]);
    expect(requests).toEqual([['a', 'b', 'c']]);
    expect(all.map(outcomes)).toEqual([['delivered', 'delivered'], ['delivered']]);
  });

  test('a burst of 5,000 callers takes at most 8 requests at once and few in all', async () => {
    const { send, requests, most } = graphLike(10);
    const commit = createGroupCommit(send);
    const calls = Array.from({ length: 5000 }, async (_, index) => {
      if (index % 100 === 0) await sleep(index / 100);
      return commit(parcel(eventsNamed(`e${index}`)));
    });
    const verdicts = (await Promise.all(calls)).flat();
    expect(new Set(outcomes(verdicts))).toEqual(new Set(['delivered']));
    expect(verdicts).toHaveLength(5000);
    expect(most()).toBeLessThanOrEqual(8);
    expect(requests.length).toBeLessThan(100);
    expect(Math.max(...requests.map(({ length }) => length))).toBeLessThanOrEqual(1000);
  });

  test('what differs in its route never shares a request', async () => {
    const { send, requests } = graphLike(0);
    const commit = createGroupCommit(send);
    await Promise.all([
      commit(parcel(eventsNamed('a'))),
      commit(parcel(eventsNamed('b'), { route: { ...route, testEventCode: 'TEST1' } })),
      commit(parcel(eventsNamed('c'), { route: { ...route, limitedUse: 'LDU 1 1000' } })),
      commit(parcel(eventsNamed('d'), { route: { ...route, maxAttempts: 2 } })),
      commit(parcel(eventsNamed('e'))),
    ]);
    expect(requests).toEqual([['a', 'e'], ['b'], ['c'], ['d']]);
  });

  test('F-35 one bad event in 1000 is found in at most 21 requests and sinks nobody', async () => {
    for (const place of [0, 1, 499, 500, 998, 999]) {
      const { send, requests } = graphLike(0);
      const names = Array.from({ length: 1000 }, (_, at) => (at === place ? 'bad' : `e${at}`));
      const verdicts = await createGroupCommit(send)(parcel(eventsNamed(...names)));
      expect(requests.length).toBeLessThanOrEqual(21);
      expect(outcomes(verdicts).filter((outcome) => outcome === 'rejected')).toHaveLength(1);
      expect(verdicts[place]).toBe(rejected);
    }
  });

  test('F-35 a refused shared request is cut between callers first', async () => {
    const { send, requests } = graphLike(0);
    const commit = createGroupCommit(send);
    const [good, bad] = await Promise.all([
      commit(parcel(eventsNamed('a', 'b', 'c'))),
      commit(parcel(eventsNamed('bad', 'd'))),
    ]);
    expect(requests.slice(0, 3)).toEqual([
      ['a', 'b', 'c', 'bad', 'd'],
      ['a', 'b', 'c'],
      ['bad', 'd'],
    ]);
    expect(outcomes(good ?? [])).toEqual(['delivered', 'delivered', 'delivered']);
    expect(outcomes(bad ?? [])).toEqual(['rejected', 'delivered']);
  });

  test('a request that is refused for its access is not split', async () => {
    const requests: number[] = [];
    const access: Verdict = {
      ...rejected,
      error: { ...Object(rejected).error, category: 'access' },
    };
    const commit = createGroupCommit((load) => {
      requests.push(load.count);
      return Promise.resolve(access);
    });
    expect(outcomes(await commit(parcel(eventsNamed('a', 'b', 'c'))))).toEqual(
      Array(3).fill('rejected'),
    );
    expect(requests).toEqual([3]);
  });

  test('nobody waits longer than its own deadline, in the air or in the queue', async () => {
    const commit = createGroupCommit((load) => {
      load.body({});
      return new Promise(() => undefined);
    });
    const start = performance.now();
    const waits = Array.from({ length: 40 }, async (_, index) => {
      await sleep(index);
      const timeoutMs = 100 + index;
      const called = performance.now();
      const [verdict] = await commit(
        parcel(eventsNamed(`e${index}`), { deadline: called + timeoutMs }),
      );
      expect(performance.now() - called).toBeLessThan(timeoutMs + 400);
      return verdict?.outcome;
    });
    const seen = await Promise.all(waits);
    expect(performance.now() - start).toBeLessThan(2000);
    expect(seen.filter((outcome) => outcome === 'ambiguous')).toHaveLength(8);
    expect(seen.filter((outcome) => outcome === 'notSent')).toHaveLength(32);
  });

  test('an aborted caller is answered at once and the others are not disturbed', async () => {
    const { send } = graphLike(600);
    const commit = createGroupCommit(send);
    const controller = new AbortController();
    const aborted = commit(parcel(eventsNamed('a'), { signal: controller.signal }));
    const other = commit(parcel(eventsNamed('b')));
    setTimeout(() => controller.abort(), 10);
    const start = performance.now();
    expect(outcomes(await aborted)).toEqual(['ambiguous']);
    expect(performance.now() - start).toBeLessThan(500);
    expect(outcomes(await other)).toEqual(['delivered']);
  });

  test('events that have left are held by nobody while their answer is awaited', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage: () => void = runInNewContext('gc');
    const commit = createGroupCommit((load) => {
      load.body({});
      return new Promise(() => undefined);
    });
    const send = (): WeakRef<WireEvent> => {
      const event = { event_id: 'a' } as WireEvent;
      void commit(parcel([event]));
      return new WeakRef(event);
    };
    const sent = send();
    await sleep(10);
    collectGarbage();
    expect(sent.deref()).toBeUndefined();
  });

  test('what is too late or aborted when it comes does not leave with others', async () => {
    const { send, requests } = graphLike(0);
    const commit = createGroupCommit(send);
    const [other, late, aborted] = await Promise.all([
      commit(parcel(eventsNamed('other'))),
      commit(parcel(eventsNamed('late'), { deadline: performance.now() })),
      commit(parcel(eventsNamed('aborted'), { signal: AbortSignal.abort() })),
    ]);
    expect([other, late, aborted].map(outcomes)).toEqual([['delivered'], ['notSent'], ['notSent']]);
    expect(requests).toEqual([['other']]);
  });

  test('what became too late while the process was busy does not leave', async () => {
    const { send, requests } = graphLike(0);
    const verdicts = createGroupCommit(send)(
      parcel(eventsNamed('a'), { deadline: performance.now() + 20 }),
    );
    const busyUntil = performance.now() + 40;
    while (performance.now() < busyUntil);
    expect(outcomes(await verdicts)).toEqual(['notSent']);
    expect(requests).toEqual([]);
  });

  test('a caller that gives up after its shared request was split gets the truth', async () => {
    const commit = createGroupCommit((load) =>
      load.count > 1 ? Promise.resolve(rejected) : new Promise(() => undefined),
    );
    const controller = new AbortController();
    const mine = commit(parcel(eventsNamed('a'), { signal: controller.signal }));
    void commit(parcel(eventsNamed('b')));
    setTimeout(() => controller.abort(), 20);
    expect(outcomes(await mine)).toEqual(['notSent']);
  });

  test.each([
    ['notSent', 'has not been written', undefined],
    ['ambiguous', 'has been written', (load: Load) => load.body({})],
  ])(
    'is %s for a caller that gives up while its request %s, and stops it',
    async (expected, _, write) => {
      let isStopped = false;
      const commit = createGroupCommit((load, { cancellation }) => {
        write?.(load);
        cancellation.onCancel = () => {
          isStopped = true;
        };
        return new Promise(() => undefined);
      });
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 10);
      const verdicts = await commit(parcel(eventsNamed('a'), { signal: controller.signal }));
      expect(outcomes(verdicts)).toEqual([expected]);
      expect(isStopped).toBe(true);
    },
  );
});
