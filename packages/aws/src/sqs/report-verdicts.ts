import type { EventOutcome, Report, Reporter } from '@meta-capi/core';
import { type DeadLetterReason, unreadableConsent } from './decide.ts';
import type { Verdict } from './process-messages.ts';

/** One report for a batch: `error` where an operator must act. Free of personal data. */
export function reportVerdicts(
  verdicts: readonly Verdict[],
  kept: ReadonlySet<string>,
  reporter: Reporter,
): void {
  const dead = new Map<DeadLetterReason, number>();
  const causes = new Set<string>();
  let isAccess = false;
  const isUnreadable = verdicts.some(({ outcome }) => outcome?.reason === unreadableConsent);
  for (const { decision, message, outcome } of verdicts) {
    if (decision.do === 'deadLetter') {
      dead.set(decision.reason, (dead.get(decision.reason) ?? 0) + 1);
    }
    if (kept.has(message.id) && outcome?.error !== undefined) causes.add(outcome.error.message);
    isAccess ||= outcome?.error?.category === 'access';
  }
  const sentences = [
    `${verdicts.length - kept.size} of ${verdicts.length} messages completed.`,
    ...(kept.size > 0 ? [`${kept.size} will be retried.`] : []),
    ...causes,
    ...Array.from(
      dead,
      ([reason, count]) => `${count} to the dead-letter queue: ${deadLetterReasons[reason]}`,
    ),
    ...(isAccess ? ['Meta refuses the access: sending is paused, and the events wait.'] : []),
    ...(isUnreadable ? [notBoolean] : []),
    ...new Set(verdicts.flatMap(({ issue }) => issue ?? [])),
  ];
  const report: Report = {
    level: dead.size > 0 || isAccess || isUnreadable ? 'error' : 'info',
    source: 'sqs consumer',
    message: sentences.join(' '),
    outcomes: verdicts.flatMap(({ outcome }): EventOutcome[] =>
      outcome === undefined ? [] : [outcome],
    ),
    warnings: [],
  };
  try {
    reporter(report);
  } catch {
    // A reporter must not keep messages in the queue.
  }
}

const notBoolean =
  'isStillAllowed returned neither true nor false: return a boolean. The events wait for up to 7 days.';

/** Why a message is in the dead-letter queue, and what to do. */
export const deadLetterReasons: Readonly<Record<DeadLetterReason, string>> = {
  expired:
    'Meta accepts events for 7 days (62 from a store), and this one is older. It cannot be sent.',
  in_doubt:
    'Meta may have received this event, and no answer came for 47 hours. Redrive it only if a double count is better than a loss.',
  rejected:
    'Meta rejects this event: the log has the error code. Fix the source; the event itself stays rejected.',
  unknown_pixel: 'The consumer has no client for this pixel id: add it to `clients`, then redrive.',
  unreadable:
    'The message is not an event of createSqsSink. Find the sender, or update the consumer.',
};
