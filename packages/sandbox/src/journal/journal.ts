import type { FaultKind } from '../http/faults.ts';
import type { IncomingRequest } from '../http/incoming-request.ts';
import type { JudgedEvent, Judgement } from '../judge/judge.ts';
import { isFault } from '../judge/rule.ts';
import { nearMiss, nearMissFinding } from '../judge/rules/near-miss.ts';
import type { RequestSubject } from '../judge/subjects.ts';
import type { RequestRefusal } from '../judge/verdict.ts';
import { createLedger, type Match } from './ledger.ts';
import { createNearMisses, type NearMiss } from './near-misses.ts';
import type { ReceivedEvent, ReceivedRequest } from './received.ts';

/** Everything received, and what was counted. */
export interface Journal {
  readonly requests: readonly ReceivedRequest[];
  readonly events: readonly ReceivedEvent[];
  write(
    request: Entry,
    judgement: Pick<Judgement, 'findings' | 'events'>,
    refusal: RequestRefusal | undefined,
  ): void;
  clear(): void;
}

/** Events that are new or whose verdict or findings changed, with their request; or all is gone. */
export type Change =
  | { readonly request: ReceivedRequest; readonly events: readonly ReceivedEvent[] }
  | 'cleared';

interface JournalOptions {
  /** No more events are kept than these; the oldest requests go first, with their events. */
  readonly keep: number;
  /** Nor more bytes of bodies. */
  readonly keepBytes: number;
  readonly onChange: (change: Change) => void;
}

type Entry = IncomingRequest &
  Pick<RequestSubject, 'objectId' | 'parameters' | 'token' | 'receivedAt'> &
  Pick<ReceivedEvent, 'source'> & { readonly playedFault?: FaultKind | undefined };

const BEST_EFFORT =
  'Meta documents de-duplication by event_id between browser and server; between two server events it is best effort.';
const PAIRED = 'It is the other half of an event that was counted, known by name and event_id.';
const BY_PERSON =
  'It has the name and the fbp or external_id of an event that a browser sent before, and one of the two has no event_id.';
const BROWSER_FAVOURED =
  'A browser sent the same event within five minutes; Meta favours that copy.';
const TEST_EVENTS_COUNT =
  'It came with a test_event_code; Meta uses such events for measurement and targeting all the same.';

export function createJournal({ keep, keepBytes, onChange }: JournalOptions): Journal {
  const requests: ReceivedRequest[] = [];
  const events: ReceivedEvent[] = [];
  const ledger = createLedger();
  const nearMisses = createNearMisses();
  /** Aligned with the requests. */
  const sizes: { readonly events: number; readonly bytes: number }[] = [];
  const kept = { events: 0, bytes: 0 };
  let lastNumber = 0;
  /** Of the request being written. */
  let changed: ReceivedEvent[] = [];

  const describe = (
    judged: JudgedEvent,
    entry: Entry,
    refusal: RequestRefusal | undefined,
  ): { readonly event: ReceivedEvent; readonly isHalf: boolean } => {
    const { event, findings } = judged;
    const eventName = event['event_name'];
    const eventId = event['event_id'];
    const testEventCode = entry.parameters['test_event_code'];
    const tested = typeof testEventCode === 'string' && testEventCode !== '';
    const received = {
      pixelId: entry.objectId,
      source: entry.source,
      receivedAt: entry.receivedAt,
      event,
      ...(typeof eventName === 'string' ? { eventName } : {}),
      ...(typeof eventId === 'string' && eventId !== '' ? { eventId } : {}),
      ...(typeof eventId === 'number' ? { eventId: String(eventId) } : {}),
      ...(tested ? { testEventCode } : {}),
      findings,
      ...(entry.playedFault && { playedFault: entry.playedFault }),
    };
    const notes = tested ? [TEST_EVENTS_COUNT] : [];
    const found = refusal ? undefined : ledger.find(received);
    if (found && found.before.source !== entry.source) pair(found.before.number);
    // Once more, because the event found before may have lost a finding.
    const match = ledger.find(received);
    const number = ++lastNumber;
    const conversion = match?.before.conversion ?? ledger.conversionTried(received) ?? number;
    const common = { number, conversion, ...received };
    if (refusal) {
      const fault = faultOf(judged, refusal);
      const { error } = refusal;
      const refused: ReceivedEvent = {
        ...common,
        verdict: 'refused',
        ...(error && { error }),
        fault,
        notes: [],
      };
      if (!match) ledger.refuse(refused);
      return { event: refused, isHalf: false };
    }
    if (!match) return { event: count({ ...common, verdict: 'counted', notes }), isHalf: true };
    const { before, counts } = match;
    if (counts === 'before') {
      notes.push(reasonFor(match, entry.source));
      const copy: ReceivedEvent = { ...common, verdict: 'duplicate', duplicateOf: before, notes };
      return { event: copy, isHalf: false };
    }
    const preferred: ReceivedEvent = { ...common, verdict: 'counted', notes };
    ledger.replace(before, preferred);
    countInPlaceOf(before, preferred);
    return { event: preferred, isHalf: false };
  };

  const count = (event: ReceivedEvent): ReceivedEvent => {
    ledger.add(event);
    return event;
  };

  /** The event's other half arrived. */
  const pair = (number: number): void => {
    const { ended, found } = nearMisses.complete(number);
    if (ended) showNearMiss(ended, false);
    for (const miss of found) showNearMiss(miss, true);
  };

  const showNearMiss = ({ browser, server }: NearMiss, isOne: boolean): void => {
    for (const { number } of [browser, server]) {
      change(number, (event) => ({
        ...event,
        findings: [
          ...event.findings.filter(({ rule }) => rule !== nearMiss.id),
          ...(isOne ? [nearMissFinding(browser.id, server.id)] : []),
        ],
      }));
    }
  };

  /** Replaces an event that is kept, wherever it is referred to. */
  const change = (number: number, by: (event: ReceivedEvent) => ReceivedEvent): void => {
    const index = number - (events[0]?.number ?? 0);
    const before = events[index];
    if (before === undefined) return;
    const after = by(before);
    events[index] = after;
    ledger.update(after);
    markChanged(after);
    for (let later = index + 1; later < events.length; later += 1) {
      const copy = events[later];
      if (copy?.duplicateOf?.number !== number) continue;
      events[later] = { ...copy, duplicateOf: after };
    }
  };

  const markChanged = (event: ReceivedEvent): void => {
    changed = [...changed.filter(({ number }) => number !== event.number), event];
  };

  /** The copies of the earlier event, and that event itself, are duplicates of the preferred one. */
  const countInPlaceOf = (before: ReceivedEvent, preferred: ReceivedEvent): void => {
    for (const [index, event] of events.entries()) {
      if (event.number === before.number) {
        const notes = [...event.notes, BROWSER_FAVOURED];
        events[index] = { ...event, verdict: 'duplicate', duplicateOf: preferred, notes };
      } else if (event.duplicateOf?.number === before.number) {
        events[index] = { ...event, duplicateOf: preferred };
      } else continue;
      markChanged(events[index]);
    }
  };

  const forgetOldest = (): void => {
    const tooMany = (): boolean =>
      Math.max(kept.events, requests.length) > keep || kept.bytes > keepBytes;
    while (requests.length > 1 && tooMany()) {
      requests.shift();
      const oldest = sizes.shift();
      kept.events -= oldest?.events ?? 0;
      kept.bytes -= oldest?.bytes ?? 0;
    }
    const surplus = events.length - Math.min(kept.events, keep);
    for (const event of events.splice(0, surplus)) {
      ledger.forget(event);
      nearMisses.forget(event.number);
    }
  };

  return {
    requests,
    events,
    write(entry, judgement, refusal) {
      const { method, url, text, token, receivedAt, playedFault } = entry;
      const request: ReceivedRequest = {
        method,
        url,
        headers: Object.fromEntries(entry.headers),
        text,
        ...(entry.json === undefined ? {} : { json: entry.json }),
        ...(token ? { tokenIn: token.in } : {}),
        receivedAt,
        status: refusal?.status ?? 200,
        ...(refusal?.error ? { error: refusal.error } : {}),
        findings: judgement.findings,
        ...(playedFault && { playedFault }),
      };
      requests.push(request);
      const size = { events: judgement.events.length, bytes: Buffer.byteLength(text) };
      sizes.push(size);
      kept.events += size.events;
      kept.bytes += size.bytes;
      changed = [];
      for (const judged of judgement.events) {
        const { event, isHalf } = describe(judged, entry, refusal);
        events.push(event);
        changed.push(event);
        for (const miss of isHalf ? nearMisses.add(event) : []) showNearMiss(miss, true);
      }
      forgetOldest();
      onChange({ request, events: changed });
    },
    clear() {
      requests.length = 0;
      sizes.length = 0;
      kept.events = 0;
      kept.bytes = 0;
      events.length = 0;
      lastNumber = 0;
      ledger.clear();
      nearMisses.clear();
      onChange('cleared');
    },
  };
}

function reasonFor({ before, by }: Match, source: ReceivedEvent['source']): string {
  if (by === 'person') return BY_PERSON;
  return before.source === source ? BEST_EFFORT : PAIRED;
}

function faultOf(judged: JudgedEvent, refusal: RequestRefusal): 'event' | 'peer' | 'request' {
  if (refusal.event === undefined) return 'request';
  if (judged === refusal.event || judged.breach) return 'event';
  const strict = refusal.event.breach === undefined;
  return strict && judged.findings.some(isFault) ? 'event' : 'peer';
}
