import type { IncomingRequest } from './incoming-request.ts';
import type { JudgedEvent, Judgement } from './judge.ts';
import { createLedger } from './ledger.ts';
import type { ReceivedEvent, ReceivedRequest } from './received.ts';
import { isFault } from './rule.ts';
import type { RequestSubject } from './subjects.ts';
import type { RequestRefusal } from './verdict.ts';

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

type Entry = IncomingRequest &
  Pick<RequestSubject, 'objectId' | 'parameters' | 'token' | 'receivedAt'>;

const BEST_EFFORT =
  'Meta documents de-duplication by event_id between browser and server; between two server events it is best effort.';
const TEST_EVENTS_COUNT =
  'It came with a test_event_code; Meta uses such events for measurement and targeting all the same.';

export function createJournal(): Journal {
  const requests: ReceivedRequest[] = [];
  const events: ReceivedEvent[] = [];
  const ledger = createLedger();

  const describe = (
    judged: JudgedEvent,
    entry: Entry,
    refusal: RequestRefusal | undefined,
  ): ReceivedEvent => {
    const { event, findings } = judged;
    const eventName = event['event_name'];
    const eventId = event['event_id'];
    const testEventCode = entry.parameters['test_event_code'];
    const tested = typeof testEventCode === 'string' && testEventCode !== '';
    const common = {
      pixelId: entry.objectId,
      source: 'server' as const,
      receivedAt: entry.receivedAt,
      event,
      ...(typeof eventName === 'string' ? { eventName } : {}),
      ...(typeof eventId === 'string' && eventId !== '' ? { eventId } : {}),
      ...(typeof eventId === 'number' ? { eventId: String(eventId) } : {}),
      ...(tested ? { testEventCode } : {}),
      findings,
    };
    const notes = tested ? [TEST_EVENTS_COUNT] : [];
    if (refusal) {
      const fault = faultOf(judged, refusal);
      return { ...common, verdict: 'refused', error: refusal.error, fault, notes: [] };
    }
    const duplicateOf = ledger.find(common, entry.receivedAt);
    return duplicateOf
      ? { ...common, verdict: 'duplicate', duplicateOf, notes: [...notes, BEST_EFFORT] }
      : { ...common, verdict: 'counted', notes };
  };

  return {
    requests,
    events,
    write(entry, judgement, refusal) {
      const { method, url, text, token, receivedAt } = entry;
      requests.push({
        method,
        url,
        headers: Object.fromEntries(entry.headers),
        text,
        ...(entry.json === undefined ? {} : { json: entry.json }),
        ...(token ? { tokenIn: token.in } : {}),
        receivedAt,
        status: refusal?.status ?? 200,
        ...(refusal ? { error: refusal.error } : {}),
        findings: judgement.findings,
      });
      for (const judged of judgement.events) {
        const event = describe(judged, entry, refusal);
        if (event.verdict === 'counted') ledger.add(event);
        events.push(event);
      }
    },
    clear() {
      requests.length = 0;
      events.length = 0;
      ledger.clear();
    },
  };
}

function faultOf(judged: JudgedEvent, refusal: RequestRefusal): 'event' | 'peer' | 'request' {
  if (refusal.event === undefined) return 'request';
  if (judged === refusal.event || judged.breach) return 'event';
  const strict = refusal.event.breach === undefined;
  return strict && judged.findings.some(isFault) ? 'event' : 'peer';
}
