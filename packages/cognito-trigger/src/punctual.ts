import type { CapiError, CapiEvent, EventSink, SendResult } from '@meta-capi/core';
import { within } from './within.ts';

/**
 * A sink that always answers within `timeoutMs` and 200 ms more, also where the one inside throws,
 * hangs or answers nonsense.
 */
export function punctual(sink: EventSink): EventSink {
  return {
    async sendEvents(events, options = {}) {
      const { timeoutMs = 0 } = options;
      if (timeoutMs < leastUsefulMs) return unsent(events);
      const result = await within(timeoutMs + graceMs, () => sink.sendEvents(events, options));
      return isResult(result) ? result : unclear(events);
    },
  };
}

/** A client ends its own requests at `timeoutMs`; this is what it gets to say so. */
const graceMs = 200;
/** In less no request comes back: better not sent than unclear. */
const leastUsefulMs = 100;

function unsent(events: readonly CapiEvent[]): SendResult {
  return failure(events, 'notSent', 'The function had no time left to send this.');
}

function unclear(events: readonly CapiEvent[]): SendResult {
  return failure(events, 'ambiguous', 'The sink threw, or gave no result in time.');
}

function failure(
  events: readonly CapiEvent[],
  outcome: 'ambiguous' | 'notSent',
  message: string,
): SendResult {
  const ambiguous = outcome === 'ambiguous';
  const error: CapiError = { status: 0, fault: 'unavailable', retryable: true, ambiguous, message };
  const outcomes = events.map(({ eventName, eventId }) => ({ eventName, eventId, outcome, error }));
  return { ok: false, skipped: false, status: 0, error, outcomes, warnings: [] };
}

function isResult(result: SendResult | undefined): result is SendResult {
  try {
    if (result?.ok === false && !result.skipped && !result.error.message) return false;
    return result?.outcomes.every((one) => typeof one.outcome === 'string') === true;
  } catch {
    return false;
  }
}
