import type { Rule, Source } from '../rule.ts';
import { capiPage } from '../sources.ts';
import type { EventSubject } from '../subjects.ts';

const serverEvent = capiPage('parameters/server-event');
/** Reports agree that Meta refuses future times; none documents the limit or the subcode. */
const reportOfFuture: Source = {
  url: 'https://github.com/Adsmurai-Google-Tag-Manager-Templates/adsmurai-facebook-pixel-and-conversions-api/issues/3',
  certainty: 'field',
};

const DAY = 24 * 60 * 60;
const MAX_AGE_DAYS = 7;
const MAX_AGE_DAYS_IN_STORE = 62;
/** Meta documents no tolerance; a minute covers clock skew. */
const CLOCK_SKEW = 60;
/** The largest tolerance that third-party code assumes. */
const MAX_TOLERANCE = 60 * 60;
/** In seconds the year 5138, in milliseconds 1973. */
const MILLISECONDS_FROM = 1e11;

export const eventTimeRules: readonly Rule<EventSubject>[] = [
  {
    id: 'event-time-missing',
    refusal: { code: 100 },
    sources: [serverEvent],
    message: 'event_time is required: the Unix time of the event in whole seconds.',
    find: ({ event }) => (secondsOf(event) === undefined ? ['event_time'] : []),
  },
  {
    id: 'event-time-too-old',
    refusal: { code: 100, subcode: 2804003, title: 'Event Timestamp Too Old' },
    sources: [serverEvent, capiPage('using-the-api')],
    message:
      'event_time is more than 7 days before its arrival; Meta refuses the whole request. Send sooner, and leave older events out.',
    find: ({ event, receivedAt }) =>
      event['action_source'] !== 'physical_store' && isOlder(event, receivedAt, MAX_AGE_DAYS)
        ? ['event_time']
        : [],
  },
  {
    id: 'store-event-time-too-old',
    refusal: { code: 100, subcode: 2804003, title: 'Event Timestamp Too Old' },
    sources: [capiPage('offline-events'), serverEvent],
    message:
      'event_time of a physical_store event is more than 62 days before its arrival; leave older events out.',
    find: ({ event, receivedAt }) =>
      event['action_source'] === 'physical_store' &&
      isOlder(event, receivedAt, MAX_AGE_DAYS_IN_STORE)
        ? ['event_time']
        : [],
  },
  {
    id: 'event-time-in-milliseconds',
    refusal: { code: 100 },
    sources: [serverEvent, reportOfFuture],
    message:
      'event_time is in milliseconds; Meta reads seconds, so it is far in the future. Divide by 1000 and round down.',
    find: ({ event }) => ((secondsOf(event) ?? 0) >= MILLISECONDS_FROM ? ['event_time'] : []),
  },
  {
    id: 'event-time-in-future',
    refusal: { code: 100 },
    sources: [reportOfFuture],
    message: 'event_time is more than an hour in the future. Check the clock and the time zone.',
    find: ({ event, receivedAt }) =>
      isAhead(event, receivedAt, MAX_TOLERANCE) ? ['event_time'] : [],
  },
  {
    id: 'event-time-ahead',
    sources: [reportOfFuture],
    message:
      'event_time is more than a minute in the future; reports agree that Meta refuses future times, but not from which distance. Check the clock.',
    find: ({ event, receivedAt }) =>
      isAhead(event, receivedAt, CLOCK_SKEW) && !isAhead(event, receivedAt, MAX_TOLERANCE)
        ? ['event_time']
        : [],
  },
  {
    id: 'event-time-not-an-integer',
    sources: [serverEvent],
    message: 'event_time is an integer: a JSON number without quotes and without a fraction.',
    find: ({ event }) =>
      secondsOf(event) === undefined || Number.isInteger(event['event_time']) ? [] : ['event_time'],
  },
];

function isOlder(event: EventSubject['event'], receivedAt: number, days: number): boolean {
  const seconds = secondsOf(event);
  return seconds !== undefined && seconds < receivedAt - days * DAY;
}

function isAhead(event: EventSubject['event'], receivedAt: number, seconds: number): boolean {
  return (secondsOf(event) ?? 0) > receivedAt + seconds;
}

/** A number, or a number written as text, as forms and some libraries send it. */
function secondsOf({ event_time: time }: EventSubject['event']): number | undefined {
  if (typeof time === 'number' && Number.isFinite(time)) return time;
  if (typeof time === 'string' && /^-?\d+([.]\d+)?$/.test(time.trim())) return Number(time);
  return undefined;
}
