import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { EventOutcome } from '../../src/event/outcome.ts';
import { summarize } from '../../src/event/result.ts';
import { observed } from '../../src/report/observed.ts';
import { consoleReporter, type Report } from '../../src/report/reporter.ts';
import { sentryReporter } from '../../src/report/sentry-reporter.ts';
import type { EventSink } from '../../src/sink/sink.ts';

afterEach(() => vi.restoreAllMocks());

const names = { eventName: 'Lead', eventId: 'l-1' };
const error = { status: 503, category: 'unavailable', retryable: true, ambiguous: true } as const;
const delivered: EventOutcome = { ...names, outcome: 'delivered' };
const lost: EventOutcome = { ...names, outcome: 'ambiguous', error: { ...error, message: 'gone' } };
const denied: EventOutcome = { ...names, outcome: 'skipped', reason: 'consent_denied' };
const invalid: EventOutcome = { ...names, outcome: 'skipped', reason: 'invalid_event' };

function sinkOf(...outcomes: EventOutcome[]): EventSink {
  return { sendEvents: () => Promise.resolve(summarize(outcomes, [], 0)) };
}

async function reportsOf(...outcomes: EventOutcome[]): Promise<Report[]> {
  const reports: Report[] = [];
  await observed(sinkOf(...outcomes), (report) => reports.push(report), 'shop').sendEvents([]);
  return reports;
}

describe('observed', () => {
  test.each([
    ['delivered', delivered, 'info'],
    ['skipped on purpose', denied, 'info'],
    ['lost', lost, 'error'],
    ['invalid', invalid, 'error'],
  ])('reports an event that was %s', async (_, outcome, level) => {
    expect(await reportsOf(outcome)).toMatchObject([
      { level, source: 'shop', outcomes: [outcome] },
    ]);
    expect(await reportsOf(delivered, outcome)).toMatchObject([{ level }]);
  });

  test('reports as "sendEvents" unless it is given a source', async () => {
    const reports: Report[] = [];
    await observed(sinkOf(delivered), (report) => reports.push(report)).sendEvents([]);
    expect(reports).toMatchObject([{ source: 'sendEvents' }]);
  });

  test.each([
    ['Delivered.', delivered],
    ['Queued.', { ...names, outcome: 'queued' } as const],
    ['Skipped: consent_denied.', denied],
    ['gone', lost],
  ])('has the message "%s"', async (message, outcome) => {
    expect(await reportsOf(outcome)).toMatchObject([{ message }]);
  });

  test('of a missing sink does not throw at module scope; each send is ambiguous', async () => {
    const event = { ...names, eventTime: new Date() };
    const { outcomes } = await observed(undefined as never, () => {}).sendEvents([event]);
    expect(outcomes).toMatchObject([{ ...names, outcome: 'ambiguous' }]);
  });

  test('F-55 returns the result, whatever the reporter does', async () => {
    const sink = sinkOf(delivered);
    const expected = await sink.sendEvents([]);
    const throwing = (): never => {
      throw new Error('no');
    };
    const rejecting = (() => Promise.reject(new Error('no'))) as () => void;
    // A promise of another realm, as in a test runner's sandbox, is not a `Promise` here.
    const foreign = runInNewContext('() => Promise.reject(new Error("no"))') as () => void;
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    for (const reporter of [throwing, rejecting, foreign]) {
      expect(await observed(sink, reporter).sendEvents([])).toEqual(expected);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });
});

describe('consoleReporter', () => {
  test('writes one line of JSON per call that failed, with the failures only', async () => {
    const written = vi.spyOn(console, 'error').mockReturnValue();
    await observed(sinkOf(delivered, lost), consoleReporter).sendEvents([]);
    await observed(sinkOf(delivered, denied), consoleReporter).sendEvents([]);
    expect(written).toHaveBeenCalledTimes(1);
    const line = String(written.mock.calls[0]?.[0]);
    expect(line).not.toContain('\n');
    expect(JSON.parse(line)).toMatchObject({
      integration: 'meta-capi',
      level: 'error',
      message: 'gone',
      help: ['docs/reference/codes.md#unavailable'],
      outcomes: [lost],
    });
  });

  test('links the reason of each failure and the code of each warning', async () => {
    const written = vi.spyOn(console, 'error').mockReturnValue();
    const warnings = [{ code: 'missing_value', path: 'customData.value', message: 'missing' }];
    const sink: EventSink = { sendEvents: async () => summarize([invalid, invalid], warnings, 0) };
    await observed(sink, consoleReporter).sendEvents([]);
    expect(JSON.parse(String(written.mock.calls[0]?.[0])).help).toEqual([
      'docs/reference/codes.md#invalid_event',
      'docs/reference/codes.md#missing_value',
    ]);
  });

  test('writes one line for each kind of warning about sent events', async () => {
    const written = vi.spyOn(console, 'error').mockReturnValue();
    const warning = (code: string, path: string) => ({ code, path, message: `${code} ${path}` });
    const warnings = [
      warning('odd', 'userData.phone'),
      warning('odd', 'events[3].userData.phone'),
      warning('odd', 'events[1234].userData.phone'),
      warning('odd', 'userData.email'),
      warning('other', 'userData.phone'),
    ];
    const sink: EventSink = { sendEvents: async () => summarize([delivered], warnings, 1) };
    const observer = observed(sink, consoleReporter, 'warned-once');
    await observer.sendEvents([]);
    await observer.sendEvents([]);
    const lines = written.mock.calls.map(([line]) => JSON.parse(String(line)));
    const lineOf = (code: string, path: string) => ({
      integration: 'meta-capi',
      level: 'warning',
      source: 'warned-once',
      message: `${code} ${path}`,
      code,
      path,
      help: [`docs/reference/codes.md#${code}`],
    });
    expect(lines).toEqual([
      lineOf('odd', 'userData.phone'),
      lineOf('odd', 'userData.email'),
      lineOf('other', 'userData.phone'),
    ]);
  });

  test('keeps "events[…]" in a path where it is not the place of the event', async () => {
    const written = vi.spyOn(console, 'error').mockReturnValue();
    const warning = { code: 'odd', path: 'customData.events[1].name', message: 'm' };
    const sink: EventSink = { sendEvents: async () => summarize([delivered], [warning], 1) };
    await observed(sink, consoleReporter, 'nested').sendEvents([]);
    expect(JSON.parse(String(written.mock.calls[0]?.[0])).path).toBe(warning.path);
  });

  test('writes at most 200 kinds of warnings, since a caller chooses the keys in paths', async () => {
    vi.resetModules();
    const { consoleReporter: fresh } = await import('../../src/report/reporter.ts');
    const written = vi.spyOn(console, 'error').mockReturnValue();
    const warnings = Array.from({ length: 300 }, (_, n) => ({
      code: 'odd',
      path: `customData.key${n}`,
      message: 'm',
    }));
    fresh({ level: 'info', source: 'many', message: '', outcomes: [], warnings });
    const paths = written.mock.calls.map(([line]) => JSON.parse(String(line)).path);
    expect(paths).toEqual(warnings.slice(0, 200).map(({ path }) => path));
  });

  test('X-51 an event name cannot forge a line', async () => {
    const written = vi.spyOn(console, 'error').mockReturnValue();
    const eventId = 'a\n{"level":"info"}\u001b[31m%s\u0085\u009b31m\u2028\u2029\u007f';
    await observed(sinkOf({ ...lost, eventId }), consoleReporter).sendEvents([]);
    const line = String(written.mock.calls[0]?.[0]);
    expect(written.mock.calls[0]).toHaveLength(1);
    expect(line).not.toContain('\n');
    expect(line).toMatch(/^[\x20-\x7e]+$/);
    expect(JSON.parse(line).outcomes[0].eventId).toBe(eventId);
  });
});

test('a failed backlog fits into the line and the message that services accept', async () => {
  const written = vi.spyOn(console, 'error').mockReturnValue();
  const captured: unknown[][] = [];
  const sentry = { captureMessage: (...call: unknown[]) => captured.push(call) };
  const warnings = Array.from({ length: 10_000 }, () => ({ code: 'c', path: 'p', message: 'm' }));
  const sink: EventSink = {
    sendEvents: async () => summarize(Array<EventOutcome>(10_000).fill(lost), warnings, 0),
  };
  await observed(observed(sink, consoleReporter), sentryReporter(sentry)).sendEvents([]);
  for (const text of [String(written.mock.calls[0]?.[0]), JSON.stringify(captured)]) {
    expect(text.length).toBeLessThan(64 * 1024);
    expect(text).toContain('"failures":10000');
  }
});

test('sentryReporter tags failures and ignores the rest', async () => {
  const captured: unknown[][] = [];
  const sentry = { captureMessage: (...call: unknown[]) => captured.push(call) };
  await observed(sinkOf(delivered, lost, denied), sentryReporter(sentry), 'shop').sendEvents([]);
  await observed(sinkOf(delivered), sentryReporter(sentry)).sendEvents([]);
  expect(captured).toEqual([
    [
      'meta-capi: gone',
      {
        level: 'error',
        tags: { integration: 'meta-capi', source: 'shop' },
        extra: {
          failures: 1,
          help: ['docs/reference/codes.md#unavailable'],
          outcomes: [{ ...names, outcome: 'ambiguous', ...error, message: 'gone' }],
          warnings: [],
        },
      },
    ],
  ]);
});
