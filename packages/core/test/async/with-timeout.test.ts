import { expect, test, vi } from 'vitest';
import { startDeadlineTimer, startOuterTimer } from '../../src/async/deadline-timer.ts';
import { withTimeout } from '../../src/async/with-timeout.ts';

const never = new Promise<string>(() => undefined);

test('resolves to the value of the promise, or rejects as it does', async () => {
  expect(await withTimeout(Promise.resolve('value'), 1000)).toBe('value');
  await expect(withTimeout(Promise.reject(new Error('refused')), 1000)).rejects.toThrow('refused');
});

test('resolves to undefined after the time, and when the signal aborts', async () => {
  expect(await withTimeout(never, 5)).toBeUndefined();
  expect(await withTimeout(never, 60_000, AbortSignal.timeout(5))).toBeUndefined();
  expect(await withTimeout(never, 60_000, AbortSignal.abort())).toBeUndefined();
});

// As in a busy process, whose turns take long: the limit inside is late, so it reads the sockets first,
// and the limit around it is not late.
test('waits for a limit inside that passed before its own', async () => {
  const inside = new Promise<string>((resolve) => {
    startDeadlineTimer(20, () => resolve('the outcome'));
  });
  const result = withTimeout(inside, 100, undefined, startOuterTimer);
  blockUntil(performance.now() + 90);
  await new Promise<void>((resolve) => {
    setImmediate(() => {
      blockUntil(performance.now() + 15);
      resolve();
    });
  });
  expect(await result).toBe('the outcome');
});

function blockUntil(time: number): void {
  while (performance.now() < time);
}

test('a rejection after the time is not an unhandled one', async () => {
  const unhandled = vi.fn<() => void>();
  process.on('unhandledRejection', unhandled);
  let reject: (error: Error) => void = () => expect.unreachable();
  const late = new Promise((_, no) => {
    reject = no;
  });
  expect(await withTimeout(late, 1)).toBeUndefined();
  reject(new Error('late'));
  await new Promise((resolve) => {
    setTimeout(resolve, 5);
  });
  process.off('unhandledRejection', unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

test('leaves no timer behind', async () => {
  const timers = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await withTimeout(Promise.resolve(1), 60_000);
  await withTimeout(Promise.reject(new Error('refused')), 60_000).catch(() => undefined);
  expect(timers()).toBe(before);
});
