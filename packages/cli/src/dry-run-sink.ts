import type { CapiConfig } from '@meta-capi/core';
import { type EventOutcome, type EventSink, prepareEvent, summarize } from '@meta-capi/core';

/** A sink that checks events as the client does and sends nothing: `delivered` is what would be sent. */
export function dryRunSink(config: CapiConfig): EventSink {
  return {
    async sendEvents(events) {
      const outcomes = events.map((event): EventOutcome => {
        const names = { eventName: event.eventName, eventId: String(event.eventId) };
        const prepared = prepareEvent(event, config);
        return prepared.ok
          ? { ...names, outcome: 'delivered' }
          : { ...names, outcome: 'skipped', reason: prepared.reason };
      });
      const sent = outcomes.filter(({ outcome }) => outcome === 'delivered').length;
      return summarize(outcomes, [], sent);
    },
  };
}
