import type { EventOutcome, Report } from '@meta-capi/core';
import { expect, test } from 'vitest';
import type { Decision } from '../src/sqs/decide.ts';
import type { Verdict } from '../src/sqs/process-messages.ts';
import { reportVerdicts } from '../src/sqs/report-verdicts.ts';
import { record } from './events.ts';

const retry: Decision = { do: 'retry', delaySeconds: 60 };
const requeue: Decision = { do: 'requeue', record: record('order_1'), delaySeconds: 900 };
const dead: Decision = { do: 'deadLetter', reason: 'unknown_pixel' };

function verdict(
  decision: Decision,
  ageSeconds: number,
  rest: Partial<EventOutcome> = {},
): Verdict {
  const id = `m-${Math.random()}`;
  return {
    message: { id, receiptHandle: 'r', body: '', receiveCount: 3 },
    decision,
    waitingSince: Date.now() - ageSeconds * 1000,
    outcome: { eventName: 'Purchase', eventId: 'order_1', outcome: 'notSent', ...rest },
  };
}

function reportOf(verdicts: readonly Verdict[], notStored: readonly Verdict[] = []): Report {
  const reports: Report[] = [];
  const kept = [...verdicts.filter(({ decision }) => decision.do === 'retry'), ...notStored];
  const ids = new Set(kept.map(({ message }) => message.id));
  reportVerdicts(verdicts, ids, (report) => void reports.push(report));
  if (reports[0] === undefined) throw new Error('no report');
  return reports[0];
}

test.each<[string, Verdict, Report['level']]>([
  ['is retried, for 50 minutes', verdict(retry, 3000), 'info'],
  ['is retried, for 61 minutes', verdict(retry, 3660), 'error'],
  ['waits for a client that is not configured, for 50 minutes', verdict(requeue, 3000), 'info'],
  ['waits for a client that is not configured, for 61 minutes', verdict(requeue, 3660), 'error'],
  ['was sent, for 61 minutes', verdict({ do: 'complete' }, 3660), 'info'],
])('an event that %s', (_, given, level) => {
  expect(reportOf([given]).level).toBe(level);
});

test('a paused event without an outcome counts as waiting too', () => {
  const { outcome: _, ...paused } = verdict(retry, 3660);
  const report = reportOf([paused]);
  expect(report.level).toBe('error');
  expect(report.message).toContain('1 event has waited for more than one hour.');
});

test('contains the reason why a client sends nothing', () => {
  const given = verdict(requeue, 3660, { outcome: 'skipped', reason: 'not_configured' });
  expect(reportOf([given]).message).toContain('not_configured');
});

test('counts each message once: sent, retried, queued again, and moved', () => {
  const verdicts = [
    verdict({ do: 'complete' }, 0),
    verdict({ do: 'complete' }, 0),
    verdict(retry, 0),
    verdict(requeue, 0),
    verdict(dead, 0),
  ];
  const report = reportOf(verdicts);
  expect(report.level).toBe('error');
  expect(report.message).toMatch(
    /^2 of 5 messages completed\. 1 will be retried\. 1 queued again\. 1 to the dead-letter queue: /,
  );
});

test('does not count a letter as moved that the dead-letter queue did not store', () => {
  const stored = verdict(dead, 0);
  const notStored = verdict(dead, 0);
  const report = reportOf([stored, notStored], [notStored]);
  expect(report.level).toBe('error');
  expect(report.message).toMatch(/^0 of 2 messages completed\. 1 will be retried\./);
  expect(report.message).toContain('1 to the dead-letter queue: ');
  expect(report.message).toContain('1 not stored in the dead-letter queue');
  expect(reportOf([notStored], [notStored]).message).not.toContain('1 to the dead-letter queue');
});
