import type { JudgedEvent, Judgement } from '../judge/judge.ts';
import { nearMiss, nearMissFinding } from '../judge/rules/near-miss.ts';
import type { RequestRefusal } from '../judge/verdict.ts';
import { type Entry, type EventFacts, eventFacts, faultOf, receivedRequest } from './entry.ts';
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

/** Events that are new or whose verdict or findings changed, with their request; or everything was cleared. */
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
  const { entry, requestNumber, refusal } = request;
  const facts = eventFacts(judged, entry);
  const match = refusal ? books.ledger.find(facts) : matchOf(books, facts);
  const number = books.events.nextNumber();
  const conversion = match?.before.conversion ?? books.ledger.conversionTried(facts) ?? number;
  const notes = facts.testEventCode === undefined ? [] : [TEST_EVENTS_COUNT];
  const event = { ...facts, number, requestNumber, conversion, notes };
  if (refusal) writeRefused(books, { ...event, notes: [] }, match, { judged, refusal });
  else writeAccepted(books, event, match);
}

/** The counted event that this accepted one is a copy of. */
function matchOf(books: Books, facts: EventFacts): Match | undefined {
  const earlier = books.ledger.find(facts);
  if (!earlier || earlier.before.source === facts.source) return earlier;
  completePair(books, earlier.before.number);
  pairConversion(books, earlier.before.conversion);
  // Read again, because the earlier event may have lost a finding.
  return books.ledger.find(facts);
}

type UnjudgedEvent = Omit<ReceivedEvent, 'verdict'>;

function writeRefused(
  { events, ledger }: Books,
  event: UnjudgedEvent,
  match: Match | undefined,
  { judged, refusal }: { readonly judged: JudgedEvent; readonly refusal: RequestRefusal },
): void {
  const { error } = refusal;
  const fault = faultOf(judged, refusal);
  const refused: ReceivedEvent = { ...event, verdict: 'refused', ...(error && { error }), fault };
  if (!match) ledger.refuse(refused);
  events.add(refused);
}

function writeAccepted(books: Books, accepted: UnjudgedEvent, match: Match | undefined): void {
  const { events, ledger } = books;
  const possibleDuplicateOf = books.possibleDuplicates.add(accepted);
  const event = { ...accepted, ...(possibleDuplicateOf !== undefined && { possibleDuplicateOf }) };
  if (!match) {
    const counted: ReceivedEvent = { ...event, verdict: 'counted' };
    ledger.add(counted);
    events.add(counted);
    for (const miss of books.nearMisses.add(counted)) setNearMiss(books, miss, true);
  } else if (match.counts === 'before') {
    const notes = [...event.notes, reasonFor(match, event.source)];
    events.add({ ...event, verdict: 'duplicate', duplicateOf: match.before, notes });
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
    const after = events.change(number, withoutPossibleDuplicate);
    if (after) ledger.update(after);
  }
}

function withoutPossibleDuplicate(event: ReceivedEvent): ReceivedEvent {
  const copy = { ...event };
  delete (copy as { possibleDuplicateOf?: number }).possibleDuplicateOf;
  return copy;
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
