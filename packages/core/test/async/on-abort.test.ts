import { describe, expect, test } from 'vitest';
import { whenAborted } from '../../src/async/on-abort.ts';

describe('whenAborted', () => {
  test('tells everybody who still waits, once', () => {
    const controller = new AbortController();
    const told: string[] = [];
    whenAborted(controller.signal, () => told.push('a'));
    const stop = whenAborted(controller.signal, () => told.push('b'));
    whenAborted(controller.signal, () => told.push('c'));
    stop();
    controller.abort();
    controller.abort();
    expect(told).toEqual(['a', 'c']);
  });

  test('tells of an abort that has happened already, unless nobody waits any more', async () => {
    const told: string[] = [];
    whenAborted(AbortSignal.abort(), () => told.push('a'));
    whenAborted(AbortSignal.abort(), () => told.push('b'))();
    expect(told).toEqual([]);
    await Promise.resolve();
    expect(told).toEqual(['a']);
  });

  test('a hundred sends on one signal make Node warn of no leak', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const { signal } = new AbortController();
    const stops = Array.from({ length: 100 }, () => whenAborted(signal, () => {}));
    await new Promise((resolve) => setTimeout(resolve, 10));
    for (const stop of stops) stop();
    process.off('warning', onWarning);
    expect(warnings).toEqual([]);
  });
});
