import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startDeadlineTimer, startOuterTimer } from '../../src/async/deadline-timer.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const timers = { startDeadlineTimer, startOuterTimer };

describe.each(Object.entries(timers))('%s', (_, startTimer) => {
  test.each([
    ['after its time', 50, 50],
    ['soon where the time is over', -50, 0],
  ])('calls back once, %s', (_name, ms, expected) => {
    vi.useFakeTimers();
    const start = performance.now();
    const calledAt: number[] = [];
    startTimer(ms, () => calledAt.push(performance.now() - start));
    expect(calledAt).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(calledAt).toHaveLength(1);
    expect(calledAt[0]).toBeGreaterThanOrEqual(expected);
    // Fake immediates take a millisecond each.
    expect(calledAt[0]).toBeLessThanOrEqual(expected + 2);
  });

  test('does not call back after clearTimeout', () => {
    vi.useFakeTimers();
    const callback = vi.fn<() => void>();
    clearTimeout(startTimer(50, callback));
    vi.advanceTimersByTime(1000);
    expect(callback).not.toHaveBeenCalled();
  });

  // https://developer.mozilla.org/en-US/docs/Web/API/Window/setImmediate
  test('calls back late as well where the platform has no setImmediate', async () => {
    vi.stubGlobal('setImmediate', undefined);
    const called = new Promise((resolve) => void startTimer(1, () => resolve('called')));
    blockFor(50);
    expect(await called).toBe('called');
  });

  // The bytes are in the socket before the time is over, and the process is busy until after it.
  test('lets a busy process read what has arrived before it calls back', async () => {
    const { near, far } = await connectedSockets();
    const order: string[] = [];
    // The response to the second message is complete only after the second read.
    far.on('data', () => far.write('two'));
    near.on('data', (chunk) => order.push(String(chunk)));
    const called = new Promise<void>((resolve) => {
      startTimer(5, () => {
        order.push('time is over');
        resolve();
      });
    });
    near.write('one');
    blockFor(60);
    await called;
    expect(order).toEqual(['two', 'time is over']);
  });
});

test('a deadline timer that is on time calls back at once', () => {
  vi.useFakeTimers();
  const order: string[] = [];
  startDeadlineTimer(10, () => order.push('time is over'));
  setTimeout(() => order.push('next timer'), 10);
  vi.advanceTimersByTime(20);
  expect(order).toEqual(['time is over', 'next timer']);
});

function blockFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

async function connectedSockets() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [far] = (await once(server, 'connection')) as [typeof near];
  await once(near, 'ready').catch(() => undefined);
  onTestFinished(() => {
    near.destroy();
    far.destroy();
    server.close();
  });
  return { near, far };
}
