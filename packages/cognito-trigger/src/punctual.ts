import {
  type CapiError,
  type CapiEvent,
  type EventSink,
  type SendResult,
  timeLimited,
} from '@meta-capi/core';

/** A time-limited sink that sends nothing if too little time is left for a response. */
export function punctual(sink: EventSink): EventSink {
  const limited = timeLimited(sink);
  return {
    async sendEvents(events, options = {}) {
      const { timeoutMs = 0 } = options;
      return timeoutMs < leastUsefulMs ? unsent(events) : limited.sendEvents(events, options);
    },
  };
}

/** No response arrives in less time: `notSent` is better than `ambiguous`. */
const leastUsefulMs = 100;

function unsent(events: readonly CapiEvent[]): SendResult {
  const message = 'Not sent: the function has less than 100 ms left. Raise its timeout.';
  const error: CapiError = {
    status: 0,
    category: 'unavailable',
    retryable: true,
    ambiguous: false,
    message,
  };
  const outcomes = events.map(({ eventName, eventId }) => {
    return { eventName, eventId, outcome: 'notSent' as const, error };
  });
  return { ok: false, skipped: false, status: 0, error, outcomes, warnings: [] };
}
