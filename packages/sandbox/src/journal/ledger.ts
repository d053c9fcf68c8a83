import { objectOrEmpty } from '../judge/json.ts';
import type { ReceivedEvent } from './received.ts';

/** The counted events, and the keys that identify a later copy. */
export interface Ledger {
  /** The event counted before that Meta treats as the same conversion. */
  find(event: NewEvent): Match | undefined;
  add(event: ReceivedEvent): void;
  /** The event was refused: the next event with its name and id is another attempt. */
  refuse(event: ReceivedEvent): void;
  /** The conversion of the attempts refused so far. */
  conversionTried(event: NewEvent): number | undefined;
  /** The browser's event counts instead of the server's; the 48 hours continue. */
  replace(before: ReceivedEvent, by: ReceivedEvent): void;
  /** The same event with other findings. */
  update(event: ReceivedEvent): void;
  /** The event is no longer in memory, so its later copies count as new. */
  forget(event: ReceivedEvent): void;
  clear(): void;
}

export interface Match {
  readonly before: ReceivedEvent;
  /** Which of the two counts. */
  readonly counts: 'before' | 'new';
  /** `id`: event name and id; `person`: event name and `fbp` or `external_id`. */
  readonly by: 'id' | 'person';
}

type NewEvent = Pick<
  ReceivedEvent,
  'event' | 'eventId' | 'eventName' | 'pixelId' | 'receivedAt' | 'source'
>;

interface Entry {
  readonly event: ReceivedEvent;
  /** Milliseconds. */
  readonly firstReceivedAt: number;
}

// "Within 48 hours of receiving the first one": a duplicate does not restart the 48 hours.
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events
const WINDOW_MS = 48 * 60 * 60 * 1000;

// "If we receive both within 5 minutes, we favor the browser event."
const BROWSER_FAVOURED_MS = 5 * 60 * 1000;

export function createLedger(): Ledger {
  const counted = createIdIndex();
  const ofBrowsers = createPersonIndex();
  /** Refused events that have not been accepted since. */
  const refused = new Map<string, ReceivedEvent>();

  return {
    find: (event) => copyById(event, counted.entryOf(event)) ?? copyByPerson(event, ofBrowsers),
    add(event) {
      counted.add(event);
      if (event.eventId !== undefined) refused.delete(idOf(event));
      ofBrowsers.add(event);
    },
    refuse(event) {
      if (event.eventId !== undefined) refused.set(idOf(event), event);
    },
    conversionTried: (event) =>
      event.eventId === undefined ? undefined : refused.get(idOf(event))?.conversion,
    replace: (before, by) => counted.replace(before, by),
    update(event) {
      counted.update(event);
      ofBrowsers.update(event);
    },
    forget(event) {
      counted.forget(event);
      if (refused.get(idOf(event))?.number === event.number) refused.delete(idOf(event));
      ofBrowsers.forget(event);
    },
    clear() {
      for (const index of [counted, ofBrowsers, refused]) index.clear();
    },
  };
}

function copyById(event: NewEvent, entry: Entry | undefined): Match | undefined {
  if (!entry || !inTime(event, entry.firstReceivedAt)) return undefined;
  const { event: before, firstReceivedAt } = entry;
  // Meta compares server events with browser events; it documents nothing for two browser events.
  if (before.source === 'browser' && event.source === 'browser') return undefined;
  const soon = event.receivedAt - firstReceivedAt <= BROWSER_FAVOURED_MS;
  const counts = event.source === 'browser' && soon ? 'new' : 'before';
  return { before, counts, by: 'id' };
}

/** First browser, then server; never two of one source. Two ids mean two conversions. */
function copyByPerson(event: NewEvent, ofBrowsers: PersonIndex): Match | undefined {
  if (event.source !== 'server') return undefined;
  const before = ofBrowsers
    .find(event)
    .filter(({ receivedAt }) => inTime(event, receivedAt))
    .find(({ eventId }) => eventId === undefined || event.eventId === undefined);
  return before && { before, counts: 'before', by: 'person' };
}

/** The counted event of each pixel, name and id; events without an id are not in it. */
interface IdIndex {
  entryOf(event: NewEvent): Entry | undefined;
  add(event: ReceivedEvent): void;
  replace(before: ReceivedEvent, by: ReceivedEvent): void;
  update(event: ReceivedEvent): void;
  forget(event: ReceivedEvent): void;
  clear(): void;
}

function createIdIndex(): IdIndex {
  const entries = new Map<string, Entry>();
  const entryOf = (event: NewEvent): Entry | undefined =>
    event.eventId === undefined ? undefined : entries.get(idOf(event));
  return {
    entryOf,
    add(event) {
      const entry = entryOf(event);
      if (event.eventId === undefined || (entry && inTime(event, entry.firstReceivedAt))) return;
      entries.set(idOf(event), { event, firstReceivedAt: event.receivedAt });
    },
    replace(before, by) {
      entries.set(idOf(by), { event: by, firstReceivedAt: before.receivedAt });
    },
    update(event) {
      const entry = entryOf(event);
      if (entry?.event.number === event.number) entries.set(idOf(event), { ...entry, event });
    },
    forget(event) {
      if (entryOf(event)?.event.number === event.number) entries.delete(idOf(event));
    },
    clear: () => entries.clear(),
  };
}

/** The counted events of browsers by each identifier of the person; other events are not in it. */
interface PersonIndex {
  find(event: NewEvent): readonly ReceivedEvent[];
  add(event: ReceivedEvent): void;
  update(event: ReceivedEvent): void;
  forget(event: ReceivedEvent): void;
  clear(): void;
}

function createPersonIndex(): PersonIndex {
  const events = new Map<string, readonly ReceivedEvent[]>();
  const change = (
    event: ReceivedEvent,
    by: (known: readonly ReceivedEvent[]) => readonly ReceivedEvent[],
  ): void => {
    if (event.source !== 'browser') return;
    for (const person of peopleOf(event)) {
      const key = keyOf(event, person);
      const changed = by(events.get(key) ?? []);
      if (changed.length > 0) events.set(key, changed);
      else events.delete(key);
    }
  };
  return {
    find: (event) => peopleOf(event).flatMap((person) => events.get(keyOf(event, person)) ?? []),
    add: (event) => change(event, (known) => [...known, event]),
    update: (event) =>
      change(event, (known) => known.map((one) => (one.number === event.number ? event : one))),
    forget: (event) => change(event, (known) => known.filter((one) => one.number !== event.number)),
    clear: () => events.clear(),
  };
}

function inTime({ receivedAt }: NewEvent, firstReceivedAt: number): boolean {
  return receivedAt - firstReceivedAt <= WINDOW_MS;
}

function idOf(event: NewEvent): string {
  return keyOf(event, `id:${event.eventId}`);
}

function keyOf({ pixelId, eventName }: NewEvent, what: string): string {
  return JSON.stringify([pixelId, eventName, what]);
}

/** Every identifier of the person: the cookie and each of the site's own ids. */
function peopleOf({ event }: NewEvent): readonly string[] {
  const { fbp, external_id: externalId } = objectOrEmpty(event['user_data']);
  return [
    ...(typeof fbp === 'string' ? [`fbp:${fbp}`] : []),
    ...[externalId]
      .flat()
      .filter((id) => typeof id === 'string')
      .map((id) => `external_id:${id}`),
  ];
}
