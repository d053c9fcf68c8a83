import { expect, test } from 'vitest';
import { namesOf } from '../../src/event/event-names.ts';

const named = { eventName: 'Lead', eventId: 'l-1' };
const wire = { event_name: 'Lead', event_id: 'l-1' };
const nothing = { eventName: '', eventId: '' };

test.each<[string, unknown, object]>([
  ['an event', named, named],
  ['a prepared event, by its names on the wire', { wire }, named],
  ['a prepared event, whatever lies next to them', { wire: {}, ...named }, nothing],
  ['numbers as names', { eventName: 1, eventId: 2 }, nothing],
  ['an e-mail address as the id', { ...named, eventId: 'ann@example.com' }, { eventId: '' }],
  ['an e-mail address as the name', { ...named, eventName: 'ann@example.com' }, { eventName: '' }],
  ['text', 'Lead', nothing],
  ['null', null, nothing],
  ['a wire that is text', { wire: 'x', ...named }, nothing],
])('the names of %s', (_, event, expected) => {
  expect(namesOf(event)).toMatchObject(expected);
});

test('a getter that throws has no name', () => {
  const event = {
    get eventId() {
      throw new Error('canary');
    },
    eventName: 'Lead',
  };
  expect(namesOf(event)).toEqual({ eventName: 'Lead', eventId: '' });
});
