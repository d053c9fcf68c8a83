import type { CapiError, CapiEvent, EventSink, SendResult } from '@meta-capi/core';

/** A sink that does not send if the call's `timeoutMs` is too short for a response. */
export function ifTimeIsLeft(sink: EventSink): EventSink {
  return {
    async sendEvents(events, options = {}) {
      const { timeoutMs = 0 } = options;
      return timeoutMs < leastUsefulMs ? notSent(events) : sink.sendEvents(events, options);
    },
  };
}

/** No response arrives in less time, and `notSent` is a clearer outcome than `ambiguous`. */
const leastUsefulMs = 100;

function notSent(events: readonly CapiEvent[]): SendResult {
  const error: CapiError = {
    status: 0,
    category: 'unavailable',
    retryable: true,
    ambiguous: false,
    message: 'Not sent: the function has less than 100 ms left. Raise its timeout.',
  };
  const outcomes = events.map(({ eventName, eventId }) => {
    return { eventName, eventId, outcome: 'notSent' as const, error };
  });
  return { ok: false, skipped: false, status: 0, error, outcomes, warnings: [] };
}
