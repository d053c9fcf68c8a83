import type { FaultKind } from '../http/faults.ts';
import type { IncomingRequest } from '../http/incoming-request.ts';
import type { JudgedEvent, Judgement } from '../judge/judge.ts';
import { isFault } from '../judge/rule.ts';
import type { RequestSubject } from '../judge/subjects.ts';
import type { RequestRefusal } from '../judge/verdict.ts';
import type { ReceivedEvent, ReceivedRequest } from './received.ts';

/** A request to be written into the journal. */
export type Entry = IncomingRequest &
  Pick<RequestSubject, 'objectId' | 'parameters' | 'token' | 'receivedAt'> &
  Pick<ReceivedEvent, 'source'> & {
    readonly simulatedFault?: FaultKind | undefined;
    /** The JSON that is sent back, if any. */
    readonly response?: unknown;
  };

export function receivedRequest(
  number: number,
  entry: Entry,
  { findings }: Pick<Judgement, 'findings'>,
  refusal: RequestRefusal | undefined,
): ReceivedRequest {
  const { method, url, headers, text, json, token, receivedAt, simulatedFault, response } = entry;
  return {
    number,
    method,
    url,
    headers: Object.fromEntries(headers),
    text,
    ...(json === undefined ? {} : { json }),
    ...(token ? { tokenIn: token.in } : {}),
    receivedAt,
    status: refusal?.status ?? 200,
    ...(refusal?.error ? { error: refusal.error } : {}),
    ...(response === undefined ? {} : { response }),
    findings,
    ...(simulatedFault && { simulatedFault }),
  };
}

/** What is known of an event before its verdict. */
export type EventFacts = Omit<
  ReceivedEvent,
  'number' | 'requestNumber' | 'conversion' | 'verdict' | 'notes'
>;

export function eventFacts({ event, findings }: JudgedEvent, entry: Entry): EventFacts {
  const eventName = event['event_name'];
  const eventId = event['event_id'];
  const testEventCode = entry.parameters['test_event_code'];
  return {
    pixelId: entry.objectId,
    source: entry.source,
    receivedAt: entry.receivedAt,
    event,
    ...(typeof eventName === 'string' ? { eventName } : {}),
    ...(typeof eventId === 'string' && eventId !== '' ? { eventId } : {}),
    ...(typeof eventId === 'number' ? { eventId: String(eventId) } : {}),
    ...(typeof testEventCode === 'string' && testEventCode !== '' ? { testEventCode } : {}),
    findings,
    ...(entry.simulatedFault && { simulatedFault: entry.simulatedFault }),
  };
}

/** Which part of a refused request caused the refusal of this event. */
export function faultOf(
  judged: JudgedEvent,
  refusal: RequestRefusal,
): 'event' | 'peer' | 'request' {
  if (refusal.event === undefined) return 'request';
  if (judged === refusal.event || judged.breach) return 'event';
  const strict = refusal.event.breach === undefined;
  return strict && judged.findings.some(isFault) ? 'event' : 'peer';
}
