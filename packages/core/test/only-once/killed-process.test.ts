import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import { type SendResult, summarize } from '../../src/event/result.ts';
import { createMemoryStore } from '../../src/only-once/memory-store.ts';
import { onlyOnce } from '../../src/only-once/only-once.ts';
import type { OnceStore } from '../../src/only-once/store.ts';
import type { EventSink } from '../../src/sink/sink.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const event: CapiEvent = { eventName: 'Purchase', eventId: 'order_1', eventTime: 0 };
const scope = { scope: 'pixel-1' };

/** A store that all processes share, with a time to live. */
function sharedStore(): OnceStore {
  const memory = createMemoryStore();
  const add = (key: string, value: string, ttl: number): boolean => {
    if (memory.get(key) !== undefined) return false;
    memory.set(key, value, ttl);
    return true;
  };
  return { ...memory, add };
}

/** A process that is killed during its send: from then on, nothing of it reaches the store. */
async function killWhileSending(store: OnceStore): Promise<void> {
  let isKilled = false;
  const never = new Promise<never>(() => undefined);
  const own: OnceStore = {
    get: (key) => (isKilled ? never : store.get(key)),
    set: (key, value, ttl) => (isKilled ? never : store.set(key, value, ttl)),
    delete: (key) => (isKilled ? never : store.delete(key)),
    add: store.add,
  };
  const sink: EventSink = { sendEvents: () => never };
  void onlyOnce(sink, own, scope).sendEvents([event], { timeoutMs: 5000 });
  await vi.advanceTimersByTimeAsync(1000);
  isKilled = true;
}

function nextProcess(store: OnceStore) {
  const sendEvents = vi.fn<EventSink['sendEvents']>(
    async ([copy]): Promise<SendResult> =>
      summarize(
        [{ eventName: copy?.eventName ?? '', eventId: copy?.eventId ?? '', outcome: 'delivered' }],
        [],
        1,
      ),
  );
  return { sendEvents, sink: onlyOnce({ sendEvents }, store, scope) };
}

test('F-11: a killed process blocks a copy for 60 seconds, and then the copy is sent', async () => {
  const store = sharedStore();
  await killWhileSending(store);
  const { sink, sendEvents } = nextProcess(store);

  await vi.advanceTimersByTimeAsync(58_000);
  const early = await sink.sendEvents([event]);
  expect(early.outcomes).toMatchObject([
    { outcome: 'notSent', error: { retryable: true, ambiguous: false, retryAfterMs: 60_000 } },
  ]);
  expect(sendEvents).not.toHaveBeenCalled();

  await vi.advanceTimersByTimeAsync(2000);
  const late = await sink.sendEvents([event]);
  expect(late.outcomes).toMatchObject([{ outcome: 'delivered' }]);
  const again = await sink.sendEvents([event]);
  expect(again.outcomes).toMatchObject([{ outcome: 'skipped', reason: 'already_sent' }]);
  expect(sendEvents).toHaveBeenCalledTimes(1);
});

test('without set-if-absent a killed process blocks nothing', async () => {
  const { add: _, ...store } = sharedStore();
  await killWhileSending(store);
  const { sink } = nextProcess(store);
  const copy = await sink.sendEvents([event]);
  expect(copy.outcomes).toMatchObject([{ outcome: 'delivered' }]);
});
