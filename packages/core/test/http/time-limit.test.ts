import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cancel, createCancellation } from '../../src/async/cancellation.ts';
import { startTimeLimit } from '../../src/http/time-limit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const request = { url: 'https://graph.facebook.com/', body: () => '{}', timeoutMs: 100 };

test('reports that the time is over, once', () => {
  const reached = vi.fn<(why: string) => void>();
  startTimeLimit(request, reached);
  vi.advanceTimersByTime(99);
  expect(reached).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(reached.mock.calls).toEqual([['timeout']]);
});

test('reports that the request is cancelled', () => {
  const reached = vi.fn<(why: string) => void>();
  const cancellation = createCancellation();
  startTimeLimit({ ...request, cancellation }, reached);
  cancel(cancellation);
  expect(reached.mock.calls).toEqual([['aborted']]);
});

test('reports nothing after the request has ended', () => {
  const reached = vi.fn<(why: string) => void>();
  const cancellation = createCancellation();
  const clear = startTimeLimit({ ...request, cancellation }, reached);
  clear();
  cancel(cancellation);
  vi.advanceTimersByTime(1000);
  expect(reached).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test('reports nothing where the response is read after a late timer went off', () => {
  const reached = vi.fn<(why: string) => void>();
  const start = performance.now();
  const clear = startTimeLimit(request, reached);
  vi.spyOn(performance, 'now').mockReturnValue(start + 1000);
  setTimeout(() => setImmediate(clear), 100);
  vi.advanceTimersByTime(200);
  expect(reached).not.toHaveBeenCalled();
});
