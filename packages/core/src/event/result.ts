import type { Warning } from './issue.ts';
import { type CapiError, type EventOutcome, isRetryableLater, severityOf } from './outcome.ts';
import type { SkipReason } from './skip-reason.ts';

/**
 * The outcomes of the given events, in their order. `ok` if every event is delivered, queued or was
 * sent before; else the worst outcome decides.
 */
export type SendResult = (
  | { ok: true; eventsReceived: number; queued?: true }
  | { ok: false; skipped: true; reason: SkipReason }
  | { ok: false; skipped: false; status: number; error: CapiError }
) & { outcomes: readonly EventOutcome[]; warnings: readonly Warning[] };

/** Reduces outcomes to one result; `eventsReceived` is the number that Meta confirmed. */
export function summarize(
  outcomes: readonly EventOutcome[],
  warnings: readonly Warning[],
  eventsReceived: number,
): SendResult {
  let worst: EventOutcome | undefined;
  let highest = 0;
  for (const outcome of outcomes) {
    const severity = severityOf(outcome);
    if (severity <= highest) continue;
    worst = outcome;
    highest = severity;
  }
  if (worst !== undefined) {
    const { reason, error } = worst;
    if (error === undefined && reason !== undefined) {
      return { ok: false, skipped: true, reason, outcomes, warnings };
    }
    const cause = error ?? unexplained(worst);
    return { ok: false, skipped: false, status: cause.status, error: cause, outcomes, warnings };
  }
  return outcomes.some(({ outcome }) => outcome === 'queued')
    ? { ok: true, eventsReceived, queued: true, outcomes, warnings }
    : { ok: true, eventsReceived, outcomes, warnings };
}

/** The error of an outcome to which a sink of the user gave none. */
function unexplained(given: EventOutcome): CapiError {
  const { outcome } = given;
  const retryable = isRetryableLater(given);
  return {
    status: 0,
    category: retryable ? 'unavailable' : 'payload',
    retryable,
    ambiguous: outcome === 'ambiguous',
    message: `The sink returned the outcome "${outcome}" without an error or a reason: add one.`,
  };
}

/** The number of events that Meta confirmed. */
export function receivedBy(result: SendResult): number {
  return result.ok
    ? result.eventsReceived
    : result.outcomes.filter(({ outcome }) => outcome === 'delivered').length;
}
