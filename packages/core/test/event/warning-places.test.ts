import { expect, test } from 'vitest';
import { warningsInPlace } from '../../src/event/warning-places.ts';

function placed(path: string, places: readonly number[], lengthOfCall: number, code = 'c') {
  const [warning] = warningsInPlace([{ code, path, message: 'm' }], places, lengthOfCall);
  expect(warning).toMatchObject({ code, message: 'm' });
  return warning?.path;
}

test.each([
  ['events[0].userData.phone', 'events[2].userData.phone'],
  ['events[1].eventId', 'events[5].eventId'],
  ['events[10].eventId', 'events[30].eventId'],
  ['events[11].eventId', 'events[11].eventId'],
  ['events', 'events'],
  ['userData.phone', 'userData.phone'],
  ['customData.events[0].name', 'customData.events[0].name'],
])('of several events: %s is %s of the call', (path, expected) => {
  const places = [2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 30];
  expect(placed(path, places, 40)).toBe(expected);
});

test.each([
  ['userData.phone', 'events[3].userData.phone'],
  ['dataProcessingOptions[0]', 'events[3].dataProcessingOptions[0]'],
  ['eventId', 'events[3].eventId'],
  ['event', 'events[3].event'],
  ['events', 'events'],
  ['events[0].eventId', 'events[3].eventId'],
  ['testEventCode', 'testEventCode'],
  ['apiVersion', 'apiVersion'],
  ['toString', 'toString'],
])('of one event: %s is %s of the call', (path, expected) => {
  expect(placed(path, [3], 4)).toBe(expected);
});

test('an unknown field of one event is placed, whatever its name is', () => {
  expect(placed('apiVersion', [3], 4, 'unknown_field')).toBe('events[3].apiVersion');
  expect(placed('config.colour', [3], 4, 'unknown_field')).toBe('config.colour');
});

test('a call of one event names no place', () => {
  expect(placed('userData.phone', [0], 1)).toBe('userData.phone');
});
