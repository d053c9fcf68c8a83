import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRefusalReports, type RefusalReports } from '../../src/report/refusal-reports.ts';
import type { Report } from '../../src/report/reporter.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

function reported(): { reports: string[]; refusals: RefusalReports } {
  const reports: string[] = [];
  const refusals = createRefusalReports(({ level, message }) => {
    reports.push(`${level} ${message}`);
  }, 'relay');
  return { reports, refusals };
}

test('a report has its source, and no outcomes or warnings, since no event was read', () => {
  const reports: Report[] = [];
  const refusals = createRefusalReports((report) => reports.push(report), 'relay');
  refusals.report({ level: 'info', message: 'Only POST.' });
  expect(reports).toEqual([
    { level: 'info', source: 'relay', message: 'Only POST.', outcomes: [], warnings: [] },
  ]);
});

test('a process that has run for an hour counts the same minute', () => {
  vi.advanceTimersByTime(3_600_000);
  const { reports, refusals } = reported();
  for (let n = 0; n < 3; n += 1) refusals.report({ level: 'info', message: 'a.' });
  expect(reports).toEqual(['info a.']);
  vi.advanceTimersByTime(60_000);
  refusals.flush();
  expect(reports).toEqual(['info a.', 'info a. 2 more in 60 s.']);
});

test('the first of each kind is reported at once, the rest of the minute as a total', () => {
  const { reports, refusals } = reported();
  for (let n = 0; n < 1000; n += 1) {
    refusals.report({
      level: 'error',
      message: `Foreign origin. It is: ${n}.`,
      kind: 'Foreign origin.',
    });
    refusals.report({ level: 'info', message: 'Only POST.' });
  }
  expect(reports).toEqual(['error Foreign origin. It is: 0.', 'info Only POST.']);

  vi.advanceTimersByTime(59_000);
  refusals.flush();
  expect(reports).toHaveLength(2);

  vi.advanceTimersByTime(2000);
  refusals.flush();
  refusals.flush();
  expect(reports.slice(2)).toEqual([
    'error Foreign origin. 999 more in 61 s.',
    'info Only POST. 999 more in 61 s.',
  ]);
});

test('a refusal after that minute is reported at once again', () => {
  const { reports, refusals } = reported();
  refusals.report({ level: 'error', message: 'a.' });
  vi.advanceTimersByTime(60_000);
  refusals.report({ level: 'error', message: 'a.' });
  expect(reports).toEqual(['error a.', 'error a.']);
});
