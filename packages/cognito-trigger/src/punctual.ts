import {
  type CapiError,
  type CapiEvent,
  type EventSink,
  type SendResult,
  timeLimited,
} from '@meta-capi/core';

/** A time-limited sink that sends nothing where so little time is left that no answer could come. */
export function punctual(sink: EventSink): EventSink {
  const limited = timeLimited(sink);
  return {
    async sendEvents(events, options = {}) {
      const { timeoutMs = 0 } = options;
      return timeoutMs < leastUsefulMs ? unsent(events) : limited.sendEvents(events, options);
    },
  };
}

/** In less no request comes back: better not sent than unclear. */
const leastUsefulMs = 100;

function unsent(events: readonly CapiEvent[]): SendResult {
  const message = 'The function had no time left to send this.';
  const error: CapiError = {
    status: 0,
    fault: 'unavailable',
    retryable: true,
    ambiguous: false,
    message,
  };
  const outcomes = events.map(({ eventName, eventId }) => {
    return { eventName, eventId, outcome: 'notSent' as const, error };
  });
  return { ok: false, skipped: false, status: 0, error, outcomes, warnings: [] };
}
