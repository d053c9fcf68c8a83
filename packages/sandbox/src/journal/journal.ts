import type { JudgedEvent, Judgement } from '../judge/judge.ts';
import { nearMiss, nearMissFinding } from '../judge/rules/near-miss.ts';
import type { RequestRefusal } from '../judge/verdict.ts';
import { type Entry, eventFacts, faultOf, receivedRequest } from './entry.ts';
import { createEventList, type EventList } from './event-list.ts';
import { createLedger, type Ledger, type Match } from './ledger.ts';
import { createNearMisses, type NearMiss, type NearMisses } from './near-misses.ts';
import { createPossibleDuplicates, type PossibleDuplicates } from './possible-duplicates.ts';
import type { ReceivedEvent, ReceivedRequest } from './received.ts';
import { createRequestList, type RequestLimits } from './request-list.ts';

/** Everything received, and what was counted. */
export interface Journal {
  readonly requests: readonly ReceivedRequest[];
  readonly events: readonly ReceivedEvent[];
  /** Returns the number of the request. */
  write(
    request: Entry,
    judgement: Pick<Judgement, 'findings' | 'events'>,
    refusal: RequestRefusal | undefined,
  ): number;
  /** Records when the response to this request was sent. */
  responded(requestNumber: number, durationMs: number): void;
  clear(): void;
}

/** Events that are new or whose verdict or findings changed, with their request; or all is gone. */
export type Change =
  | { readonly request: ReceivedRequest; readonly events: readonly ReceivedEvent[] }
  | 'cleared';

interface JournalOptions extends RequestLimits {
  readonly onChange: (change: Change) => void;
}

const BEST_EFFORT =
  'Meta documents de-duplication by event_id between browser and server; between two server events it is best effort.';
const PAIRED = 'It is the other half of a counted event with the same name and event_id.';
const BY_PERSON =
  'A browser sent an event with the same name and the same fbp or external_id before, and one of the two has no event_id.';
const TEST_EVENTS_COUNT =
  'It has a test_event_code; Meta uses such events for measurement and targeting all the same.';

export function createJournal({ onChange, ...limits }: JournalOptions): Journal {
  const requests = createRequestList(limits);
  const books: Books = {
    events: createEventList(),
    ledger: createLedger(),
    nearMisses: createNearMisses(),
    possibleDuplicates: createPossibleDuplicates(),
  };
  const { events, ledger, nearMisses, possibleDuplicates } = books;

  const removeOldest = (): void => {
    const surplus = events.all.length - requests.removeSurplus();
    for (const event of events.removeOldest(surplus)) {
      ledger.forget(event);
      nearMisses.forget(event.number);
      possibleDuplicates.forget(event);
    }
  };

  return {
    requests: requests.all,
    events: events.all,
    write(entry, judgement, refusal) {
      const request = receivedRequest(requests.nextNumber(), entry, judgement, refusal);
      requests.add(request, judgement.events.length);
      for (const judged of judgement.events) {
        writeEvent(books, judged, { entry, requestNumber: request.number, refusal });
      }
      removeOldest();
      onChange({ request, events: events.takeChanged() });
      return request.number;
    },
    responded: (number, durationMs) => requests.complete(number, { durationMs }),
    clear() {
      for (const part of [requests, ...Object.values(books)]) part.clear();
      onChange('cleared');
    },
  };
}

interface Books {
  readonly events: EventList;
  readonly ledger: Ledger;
  readonly nearMisses: NearMisses;
  readonly possibleDuplicates: PossibleDuplicates;
}

interface RequestOfEvent {
  readonly entry: Entry;
  readonly requestNumber: number;
  readonly refusal: RequestRefusal | undefined;
}

/** Writes one event: refused, counted, or a duplicate of a counted one. */
function writeEvent(books: Books, judged: JudgedEvent, request: RequestOfEvent): void {
  const { events, ledger } = books;
  const { entry, requestNumber, refusal } = request;
  const facts = eventFacts(judged, entry);
  const earlier = refusal ? undefined : ledger.find(facts);
  if (earlier && earlier.before.source !== entry.source) {
    completePair(books, earlier.before.number);
  }
  // Again, because the earlier event may have lost a finding.
  const match = ledger.find(facts);
  const number = events.nextNumber();
  const conversion = match?.before.conversion ?? ledger.conversionTried(facts) ?? number;
  const notes = facts.testEventCode === undefined ? [] : [TEST_EVENTS_COUNT];
  if (match && match.before.source !== entry.source) pairConversion(books, conversion);
  const possibleDuplicateOf = refusal
    ? undefined
    : books.possibleDuplicates.add({ ...facts, number, conversion });
  const event = {
    ...facts,
    number,
    requestNumber,
    conversion,
    notes,
    ...(possibleDuplicateOf !== undefined && { possibleDuplicateOf }),
  };
  if (refusal) {
    const refused = refusedEvent({ ...event, notes: [] }, judged, refusal);
    if (!match) ledger.refuse(refused);
    events.add(refused);
  } else if (!match) {
    const counted: ReceivedEvent = { ...event, verdict: 'counted' };
    ledger.add(counted);
    events.add(counted);
    for (const miss of books.nearMisses.add(counted)) setNearMiss(books, miss, true);
  } else if (match.counts === 'before') {
    const reasons = [...notes, reasonFor(match, entry.source)];
    const duplicateOf = match.before;
    events.add({ ...event, verdict: 'duplicate', duplicateOf, notes: reasons });
  } else {
    const browserCopy: ReceivedEvent = { ...event, verdict: 'counted' };
    ledger.replace(match.before, browserCopy);
    events.countInstead(match.before, browserCopy);
    events.add(browserCopy);
  }
}

/** A pair is not a possible duplicate of another pair. */
function pairConversion({ events, ledger, possibleDuplicates }: Books, conversion: number): void {
  for (const number of possibleDuplicates.pair(conversion)) {
    const after = events.change(number, ({ possibleDuplicateOf: _, ...event }) => event);
    if (after) ledger.update(after);
  }
}

function refusedEvent(
  event: Omit<ReceivedEvent, 'verdict'>,
  judged: JudgedEvent,
  refusal: RequestRefusal,
): ReceivedEvent {
  const { error } = refusal;
  const fault = faultOf(judged, refusal);
  return { ...event, verdict: 'refused', ...(error && { error }), fault };
}

/** The other half of this counted event arrived, so it is not a near miss. */
function completePair(books: Books, number: number): void {
  const { ended, found } = books.nearMisses.complete(number);
  if (ended) setNearMiss(books, ended, false);
  for (const miss of found) setNearMiss(books, miss, true);
}

/** Adds or removes the near-miss finding of both halves. */
function setNearMiss(books: Books, { browser, server }: NearMiss, isOne: boolean): void {
  for (const { number } of [browser, server]) {
    const other = number === browser.number ? server.number : browser.number;
    const after = books.events.change(number, ({ nearMissOf, ...event }) => ({
      ...event,
      ...(isOne && { nearMissOf: nearMissOf ?? other }),
      findings: [
        ...event.findings.filter(({ rule }) => rule !== nearMiss.id),
        ...(isOne ? [nearMissFinding(browser.id, server.id)] : []),
      ],
    }));
    if (after) books.ledger.update(after);
  }
}

function reasonFor({ before, by }: Match, source: ReceivedEvent['source']): string {
  if (by === 'person') return BY_PERSON;
  return before.source === source ? BEST_EFFORT : PAIRED;
}
