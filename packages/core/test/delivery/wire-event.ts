import type { WireEvent } from '../../src/event/prepared-event.ts';

/** An event with what every event has. */
export function wireEvent(part: Partial<WireEvent> = {}): WireEvent {
  return {
    event_name: 'Lead',
    event_id: 'a',
    event_time: Math.floor(Date.now() / 1000),
    action_source: 'website',
    user_data: {},
    ...part,
  };
}
