import { describe, expect, test } from 'vitest';
import { readSendOptions } from '../../src/sink/send-options.ts';
import type { SendOptions } from '../../src/sink/sink.ts';

const settings = { timeoutMs: 5000, testEventCode: 'TEST1' };
const read = (options: unknown) => readSendOptions(options as SendOptions, settings);

test.each([undefined, null, {}, 'no options', 7])(
  '%j leaves the settings as they are',
  (options) => {
    expect(read(options)).toEqual({
      timeoutMs: 5000,
      maxAttempts: Number.POSITIVE_INFINITY,
      signal: undefined,
      testEventCode: 'TEST1',
      isCodeIgnored: false,
    });
  },
);

// Node sets a timer of more than 2147483647 ms to 1 ms.
// https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
const longestTimerMs = 2 ** 31 - 1;

describe('timeoutMs', () => {
  test.each([1, 0.5, 60_000])('%d is used', (timeoutMs) => {
    expect(read({ timeoutMs }).timeoutMs).toBe(timeoutMs);
  });

  test.each([0, -1, Number.NaN, '100', null])('%j leaves the setting', (timeoutMs) => {
    expect(read({ timeoutMs }).timeoutMs).toBe(5000);
  });

  test.each([2 ** 31, 1e12, Number.POSITIVE_INFINITY])('%d is cut to what a timer takes', (ms) => {
    const given = read({ timeoutMs: ms }).timeoutMs;
    const set = readSendOptions({}, { ...settings, timeoutMs: ms }).timeoutMs;
    for (const timeoutMs of [given, set]) {
      expect(timeoutMs).toBeLessThan(longestTimerMs);
      expect(timeoutMs).toBeGreaterThan(longestTimerMs - 86_400_000);
    }
  });
});

describe('maxAttempts', () => {
  test.each([1, 2, 100])('%d is used', (maxAttempts) => {
    expect(read({ maxAttempts }).maxAttempts).toBe(maxAttempts);
  });

  test.each([0, -1, Number.NaN, '2', null])('%j sets no limit', (maxAttempts) => {
    expect(read({ maxAttempts }).maxAttempts).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('testEventCode', () => {
  test.each([
    ['TEST2', 'TEST2'],
    [' TEST2\n', 'TEST2'],
    ['', 'TEST1'],
    ['  ', 'TEST1'],
    [7, 'TEST1'],
    [null, 'TEST1'],
  ])('%j is read as %j', (testEventCode, expected) => {
    expect(read({ testEventCode })).toMatchObject({
      testEventCode: expected,
      isCodeIgnored: false,
    });
  });

  test.each(['undefined', 'null', ' undefined '])(
    '%j, printed for a missing value, is ignored instead of sent, and so reported',
    (testEventCode) => {
      const ignored = { testEventCode: undefined, isCodeIgnored: true };
      expect(read({ testEventCode })).toMatchObject(ignored);
      expect(readSendOptions({}, { ...settings, testEventCode })).toMatchObject(ignored);
    },
  );

  test('without any code there is none to ignore', () => {
    const none = readSendOptions({}, { ...settings, testEventCode: undefined });
    expect(none).toMatchObject({ testEventCode: undefined, isCodeIgnored: false });
  });
});

describe('signal', () => {
  test('of this or another realm is used', () => {
    const { signal } = new AbortController();
    const foreign = { aborted: false, addEventListener() {}, removeEventListener() {} };
    expect(read({ signal }).signal).toBe(signal);
    expect(read({ signal: foreign }).signal).toBe(foreign);
  });

  test.each([
    ['text', 'stop'],
    ['null', null],
    ['no aborted', { addEventListener() {}, removeEventListener() {} }],
    ['no addEventListener', { aborted: false, removeEventListener() {} }],
    ['no removeEventListener', { aborted: false, addEventListener() {} }],
  ])('%s is ignored', (_, signal) => {
    expect(read({ signal }).signal).toBeUndefined();
  });
});
