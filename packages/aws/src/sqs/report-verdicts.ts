import { type EventOutcome, helpLink, type Report, type Reporter } from '@meta-capi/core';
import { type DeadLetterReason, type Decision, unreadableConsent } from './decide.ts';
import type { Verdict } from './process-messages.ts';

/** Sends one report for a batch, with the level `error` if an operator must act. Contains no personal data. */
export function reportVerdicts(
  verdicts: readonly Verdict[],
  kept: ReadonlySet<string>,
  reporter: Reporter,
): void {
  const outcomes = verdicts.flatMap(({ outcome }): EventOutcome[] =>
    outcome === undefined ? [] : [outcome],
  );
  const dead = verdicts.filter(({ decision }) => decision.do === 'deadLetter');
  const late = countLate(verdicts, kept);
  const isAccess = outcomes.some(({ error }) => error?.category === 'access');
  const isUnreadable = outcomes.some(({ reason }) => reason === unreadableConsent);
  const sentences = [
    ...counts(verdicts, kept),
    ...causesOf(verdicts, kept),
    ...deadLetterSentences(dead, kept),
    ...(late > 0
      ? [`${late} ${late === 1 ? 'event has' : 'events have'} waited for more than one hour.`]
      : []),
    ...(isAccess ? ['Meta refuses the access: sending is paused, and the events wait.'] : []),
    ...(isUnreadable ? [notBoolean] : []),
    ...new Set(verdicts.flatMap(({ issue }) => issue ?? [])),
  ];
  const report: Report = {
    level: dead.length > 0 || late > 0 || isAccess || isUnreadable ? 'error' : 'info',
    source: 'sqs consumer',
    message: sentences.join(' '),
    outcomes,
    warnings: [],
  };
  try {
    reporter(report);
  } catch {
    // A reporter that throws must not keep messages in the queue.
  }
}

/** The event of a requeued message waits too: a new message contains it. */
function isWaiting({ decision, message }: Verdict, kept: ReadonlySet<string>): boolean {
  return kept.has(message.id) || decision.do === 'requeue';
}

/**
 * Counts events that have waited for more than one hour. `ApproximateAgeOfOldestMessage` leaves out
 * messages that were received three times or more, so in an outage only the consumer can report this.
 */
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
function countLate(verdicts: readonly Verdict[], kept: ReadonlySet<string>): number {
  const latest = Date.now() - lateMs;
  return verdicts.filter(
    (verdict) => isWaiting(verdict, kept) && (verdict.waitingSince ?? latest) < latest,
  ).length;
}

const lateMs = 3_600_000;

function counts(verdicts: readonly Verdict[], kept: ReadonlySet<string>): readonly string[] {
  const gone = verdicts.filter(({ message }) => !kept.has(message.id));
  const countOf = (action: Decision['do']): number =>
    gone.filter(({ decision }) => decision.do === action).length;
  const requeued = countOf('requeue');
  return [
    `${countOf('complete')} of ${verdicts.length} messages completed.`,
    ...(kept.size > 0 ? [`${kept.size} will be retried.`] : []),
    ...(requeued > 0 ? [`${requeued} queued again.`] : []),
  ];
}

/** The reasons why events wait. */
function causesOf(verdicts: readonly Verdict[], kept: ReadonlySet<string>): ReadonlySet<string> {
  const causes = verdicts.flatMap((verdict): string[] => {
    const { error, reason } = (isWaiting(verdict, kept) ? verdict.outcome : undefined) ?? {};
    if (error !== undefined) return [error.message];
    return reason === undefined || reason === unreadableConsent ? [] : [`Not sent: ${reason}.`];
  });
  return new Set(causes);
}

function deadLetterSentences(
  dead: readonly Verdict[],
  kept: ReadonlySet<string>,
): readonly string[] {
  const moved = new Map<DeadLetterReason, number>();
  let notStored = 0;
  for (const { decision, message } of dead) {
    if (decision.do !== 'deadLetter') continue;
    if (kept.has(message.id)) notStored += 1;
    else moved.set(decision.reason, (moved.get(decision.reason) ?? 0) + 1);
  }
  return [
    ...Array.from(
      moved,
      ([reason, count]) =>
        `${count} to the dead-letter queue: ${deadLetterReasons[reason]} See ${helpLink(`dead_letter_${reason}`)}`,
    ),
    ...(notStored > 0 ? [`${notStored} not stored in the dead-letter queue: ${checkQueue}`] : []),
  ];
}

const checkQueue =
  'check deadLetterQueueUrl, the permission sqs:SendMessage and the MaximumMessageSize of the queue.';

const notBoolean =
  'isStillAllowed returned neither true nor false: return a boolean. The events wait for up to 7 days.';

/** Why a message is in the dead-letter queue, and the fix. */
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
