import { fewAtATime } from '../async/for-each-limit.ts';
import { withTimeout } from '../async/with-timeout.ts';
import type { CapiEvent } from '../event/capi-event.ts';
import { namesOf } from '../event/event-names.ts';
import type { Warning } from '../event/issue.ts';
import type { CapiError, EventOutcome } from '../event/outcome.ts';
import { receivedBy, type SendResult, summarize } from '../event/result.ts';
import { skipIssue } from '../event/skip-reason.ts';
import { warningsInPlace } from '../event/warning-places.ts';
import { readProperty } from '../input/is-record.ts';
import { readSendOptions } from '../sink/send-options.ts';
import type { EventSink, SendOptions } from '../sink/sink.ts';
import { sendInTime } from '../sink/time-limited.ts';

/** `true`: the person still allows it. `false`: they have withdrawn their consent. */
export type IsStillAllowed = (event: CapiEvent) => boolean | Promise<boolean>;

/**
 * A sink that asks, for each event, whether the person still allows it: for renewals, backfills and
 * other events that are sent long after the answer that they carry. It asks when `sendEvents` is
 * called. A consent that is withdrawn while an event waits in a queue is found only by the queue's
 * consumer: pass `isStillAllowed` to `createSqsConsumer` of `@meta-capi/aws`, which asks with the
 * prepared event, whose identities are hashed. Wrap the sink that writes to a queue to save the events
 * of people who withdrew before.
 *
 * Withdrawn events are skipped, `consent_withdrawn`. If the function throws, rejects or does not
 * answer within half of the call's time (2 s without one), the event is `notSent` and may be retried;
 * anything but `true` and `false` is skipped, `consent_unreadable`. Never throws.
 *
 * @example
 * const sink = unlessWithdrawn(capi, async ({ userData }) => await consents.isGranted(userData?.email));
 */
export function unlessWithdrawn(sink: EventSink, isStillAllowed: IsStillAllowed): EventSink {
  return {
    remembersSent: sink?.remembersSent,
    timeoutMs: sink?.timeoutMs,
    async sendEvents(events, options) {
      // The sink rejects what is not an array.
      if (!Array.isArray(events)) return sendInTime(sink, events, options, 100);
      const start = performance.now();
      const given = Array.from(events as readonly CapiEvent[]);
      const { timeoutMs, signal } = timeOf(options);
      const answers = await askAll(given, isStillAllowed, Math.min(timeoutMs / 2, 2000), signal);
      const allowed = given.flatMap((_, index) => (answers[index] === true ? [index] : []));
      const result = await sendInTime(
        sink,
        allowed.map((index) => given[index] as CapiEvent),
        withoutSpentTime(options, performance.now() - start),
        100,
      );
      return merged(given, answers, allowed, result);
    },
  };
}

/** The answers; `undefined` for an event without an answer in time. */
async function askAll(
  events: readonly CapiEvent[],
  isStillAllowed: IsStillAllowed,
  ms: number,
  signal: AbortSignal | undefined,
): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  const questions = fewAtATime(events, 20, async (event, index) => {
    try {
      const answer: unknown = await isStillAllowed(event);
      answers[index] = answer === undefined ? unreadable : answer;
    } catch {
      // What it throws may quote the person.
    }
  });
  await withTimeout(questions, ms, signal);
  // A later answer must not change what is decided now.
  return Array.from(events, (_, index) => answers[index]);
}

const unreadable = Symbol('unreadable');

function merged(
  events: readonly CapiEvent[],
  answers: readonly unknown[],
  allowed: readonly number[],
  result: SendResult,
): SendResult {
  const outcomes = events.map((event, index): EventOutcome => {
    const sent = result.outcomes[allowed.indexOf(index)];
    if (sent !== undefined) return sent;
    const names = namesOf(event);
    const answer = answers[index];
    if (answer === false) return { ...names, outcome: 'skipped', reason: 'consent_withdrawn' };
    return answer === undefined
      ? { ...names, outcome: 'notSent', error: notAsked }
      : { ...names, outcome: 'skipped', reason: 'consent_unreadable' };
  });
  const own = events.flatMap((_, index): Warning[] => {
    const answer = answers[index];
    if (answer === true || answer === undefined) return [];
    const issue = answer === false ? skipIssue('consent_withdrawn') : unreadableAnswer;
    return [{ ...issue, path: events.length > 1 ? `events[${index}].${issue.path}` : issue.path }];
  });
  const warnings = warningsInPlace(result.warnings, allowed, events.length);
  return summarize(outcomes, [...own, ...warnings], receivedBy(result));
}

function timeOf(options: SendOptions | undefined): {
  timeoutMs: number;
  signal: AbortSignal | undefined;
} {
  try {
    return readSendOptions(options, { timeoutMs: 4000, testEventCode: undefined });
  } catch {
    return { timeoutMs: 4000, signal: undefined }; // A getter or a Proxy of the caller threw.
  }
}

/** The options with the time that is left, if the call has a `timeoutMs`. */
function withoutSpentTime(options: SendOptions | undefined, ms: number): SendOptions | undefined {
  const timeoutMs = readProperty(options, 'timeoutMs');
  return typeof timeoutMs === 'number' && timeoutMs > 0
    ? { ...options, timeoutMs: Math.max(timeoutMs - ms, 1) }
    : options;
}

const notAsked: CapiError = {
  status: 0,
  category: 'unavailable',
  retryable: true,
  ambiguous: false,
  message:
    'isStillAllowed of unlessWithdrawn threw or did not answer in time, so the event is not sent.',
};

const unreadableAnswer: Warning = {
  code: 'consent_unreadable',
  path: 'visitor.consent',
  message:
    'isStillAllowed of unlessWithdrawn returned neither true nor false, so the event is not sent: return a boolean.',
};
