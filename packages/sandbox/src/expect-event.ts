import type { ReceivedEvent } from './journal/received.ts';

/** The event that a test expects. Fields that are left out may have any value. */
export interface ExpectedEvent {
  readonly eventName?: string | undefined;
  readonly eventId?: string | undefined;
  readonly pixelId?: string | undefined;
  /** `true`: both the browser half and the server half must have arrived. @default false */
  readonly pair?: boolean | undefined;
  /** Milliseconds to wait for it, at most 60,000. @default 5000 */
  readonly timeoutMs?: number | undefined;
}

/** Reads expectations from query parameters. @throws TypeError that names the invalid parameter */
export function readExpectation(query: Readonly<Record<string, string>>): ExpectedEvent {
  for (const name of Object.keys(query)) {
    if (!parameters.has(name)) {
      throw new TypeError(`Unknown parameter ${name}; use ${[...parameters].join(', ')}.`);
    }
  }
  const { eventName, eventId, pixelId, pair = 'false', timeoutMs = '5000' } = query;
  if (pair !== 'true' && pair !== 'false') throw new TypeError('pair must be true or false.');
  return { eventName, eventId, pixelId, pair: pair === 'true', timeoutMs: timeoutOf(timeoutMs) };
}

const parameters = new Set(['eventName', 'eventId', 'pixelId', 'pair', 'timeoutMs']);

/** @throws TypeError if it is not a whole number from 0 to 60000 */
export function timeoutOf(value: string | number): number {
  const ms = Number(value);
  if (/^\d+$/.test(String(value)) && ms <= 60_000) return ms;
  throw new TypeError('timeoutMs must be a whole number from 0 to 60000.');
}

/** The counted event that fits, if there is one. */
export function findExpected(
  events: readonly ReceivedEvent[],
  expected: ExpectedEvent,
): ReceivedEvent | undefined {
  return events.find(
    (event) =>
      event.verdict === 'counted' &&
      isSame(event, expected) &&
      (!expected.pair || sidesOf(events, event).size > 1),
  );
}

/** Why no event fits: what was received instead, the closest first. */
export function explainMissing(events: readonly ReceivedEvent[], expected: ExpectedEvent): string {
  const wanted = describeExpected(expected);
  const same = events.filter((event) => isSame(event, expected));
  const counted = same.find(({ verdict }) => verdict === 'counted');
  if (counted) return `${wanted}: ${missingHalf(events, counted)}`;
  const [refused] = same;
  if (refused) {
    const { error } = refused;
    const code = [error?.code, error?.error_subcode].filter((part) => part !== undefined);
    const why = error ? `${code.join('/')}: ${error.error_user_msg}` : 'no response was sent.';
    return `${wanted}: received, but refused with ${why}`;
  }
  const ofName = events.filter(({ eventName }) => eventName === expected.eventName);
  const others = (ofName.length > 0 ? ofName : events).slice(-5);
  if (others.length === 0) {
    return `${wanted}: no event received. Check that the client's baseUrl and the Pixel's libraryUrl point at this sandbox, and that consent was given.`;
  }
  return `${wanted}: not received. Received: ${others.map(describe).join('; ')}.`;
}

function isSame(event: ReceivedEvent, { eventName, eventId, pixelId }: ExpectedEvent): boolean {
  return (
    (eventName === undefined || event.eventName === eventName) &&
    (eventId === undefined || event.eventId === eventId) &&
    (pixelId === undefined || event.pixelId === pixelId)
  );
}

function sidesOf(
  events: readonly ReceivedEvent[],
  { conversion }: ReceivedEvent,
): ReadonlySet<ReceivedEvent['source']> {
  const accepted = events.filter(
    (event) => event.conversion === conversion && event.verdict !== 'refused',
  );
  return new Set(accepted.map(({ source }) => source));
}

function missingHalf(events: readonly ReceivedEvent[], event: ReceivedEvent): string {
  const other = event.source === 'browser' ? 'server' : 'browser';
  const near = events.find(({ number }) => number === event.nearMissOf);
  const hint = near
    ? ` A ${other} event of the same name and person has the event_id ${near.eventId}; send the same event_id from both.`
    : '';
  return `only the ${event.source} half was received, the ${other} half is missing.${hint}`;
}

function describeExpected({ eventName, eventId, pixelId, pair }: ExpectedEvent): string {
  const parts = [
    pair ? 'pair of' : '',
    eventName ?? 'any event',
    eventId === undefined ? '' : `with event_id ${eventId}`,
    pixelId === undefined ? '' : `at pixel ${pixelId}`,
  ];
  return `Expected ${parts.filter((part) => part !== '').join(' ')}`;
}

function describe({ eventName, eventId, source, verdict }: ReceivedEvent): string {
  return `${eventName ?? '(no name)'} ${eventId ?? '(no event_id)'} (${source}, ${verdict})`;
}
