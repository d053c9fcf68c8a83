import { readProperty } from '../input/is-record.ts';
import { holdsPersonalData } from '../privacy/personal-data.ts';
import type { EventOutcome } from './outcome.ts';

/** What an outcome repeats of its event, whatever was given as an event. */
export function namesOf(event: unknown): Pick<EventOutcome, 'eventId' | 'eventName'> {
  return {
    eventName: readText(event, 'eventName', 'event_name'),
    eventId: readText(event, 'eventId', 'event_id'),
  };
}

/** By its name here or on the wire; personal data in its place is not repeated. */
function readText(event: unknown, key: string, wireKey: string): string {
  const wire = readProperty(event, 'wire');
  const value = wire === undefined ? readProperty(event, key) : readProperty(wire, wireKey);
  return typeof value === 'string' && !holdsPersonalData(value) ? value : '';
}
