import { eventTimeRules } from '../../../src/judge/rules/event-time.ts';
import { NOW, purchase, secondsAgo } from '../../purchase.ts';
import { describeEventRules } from './rule-table.ts';

const DAY = 86_400;
const at = (event_time: unknown) => purchase({ event_time });
const inStore = (event_time: unknown) => purchase({ event_time, action_source: 'physical_store' });

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
describeEventRules(eventTimeRules, {
  'event-time-missing': {
    refused: [400, 100],
    breaks: [
      ['none', at(undefined), 'event_time'],
      ['null', at(null), 'event_time'],
      ['an ISO date', at('2026-11-24T12:00:00Z'), 'event_time'],
      ['an empty text', at(''), 'event_time'],
      ['a list', at([secondsAgo(1)]), 'event_time'],
    ],
    keeps: [['seconds', at(secondsAgo(1))]],
  },
  'event-time-too-old': {
    refused: [400, 100, 2804003],
    breaks: [
      ['one second more than 7 days', at(secondsAgo(7 * DAY + 1)), 'event_time'],
      ['8 days, the age a live probe found refused', at(secondsAgo(8 * DAY)), 'event_time'],
      ['zero', at(0), 'event_time'],
      ['negative', at(-1), 'event_time'],
      ['too old as text', at(String(secondsAgo(8 * DAY))), 'event_time'],
    ],
    keeps: [
      ['7 days to the second', at(secondsAgo(7 * DAY))],
      ['6 days, the age a live probe found accepted', at(secondsAgo(6 * DAY))],
      ['8 days in a store', inStore(secondsAgo(8 * DAY))],
    ],
  },
  'store-event-time-too-old': {
    refused: [400, 100, 2804003],
    breaks: [['one second more than 62 days', inStore(secondsAgo(62 * DAY + 1)), 'event_time']],
    keeps: [['62 days to the second', inStore(secondsAgo(62 * DAY))]],
  },
  'event-time-in-milliseconds': {
    refused: [400, 100],
    breaks: [
      ['Date.now()', at(NOW), 'event_time'],
      ['Date.now() as text', at(String(NOW)), 'event_time'],
    ],
    keeps: [['Date.now() / 1000', at(NOW / 1000)]],
  },
  // Reports agree that future times are refused. Community code tolerates 0 s, 60 s or 1 h.
  'event-time-in-future': {
    refused: [400, 100],
    breaks: [
      ['a second more than an hour ahead', at(secondsAgo(-3601)), 'event_time'],
      ['ten days ahead', at(secondsAgo(-10 * DAY)), 'event_time'],
      ['far ahead, but in seconds', at(99_999_999_999), 'event_time'],
    ],
    keeps: [['an hour ahead', at(secondsAgo(-3600))]],
  },
  'event-time-ahead': {
    breaks: [
      ['61 seconds ahead', at(secondsAgo(-61)), 'event_time'],
      ['an hour ahead, as by a wrong time zone', at(secondsAgo(-3600)), 'event_time'],
    ],
    keeps: [['60 seconds ahead', at(secondsAgo(-60))]],
  },
  'event-time-not-an-integer': {
    breaks: [
      ['text', at(String(secondsAgo(60))), 'event_time'],
      ['a fraction', at(secondsAgo(60) + 0.5), 'event_time'],
    ],
    keeps: [['a whole number', at(secondsAgo(60))]],
  },
});
