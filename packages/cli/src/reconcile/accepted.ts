import type { JsonRecord, JsonRecords, Problem } from '../files/json-records.ts';

/** What a recording says about one event that was sent. */
export interface Recorded {
  readonly eventName: string;
  readonly eventId: string;
  /** `refused`: rejected, skipped, not sent, or perhaps received. */
  readonly outcome: 'accepted' | 'copy' | 'refused';
  /** Why it was refused. */
  readonly reason?: string | undefined;
  readonly value?: number | undefined;
  readonly currency?: string | undefined;
  /** Unix seconds; when the conversion happened. */
  readonly eventTime?: number | undefined;
  /** Milliseconds; when it was received. */
  readonly receivedAt?: number | undefined;
  readonly place: string;
}

/**
 * Reads what was accepted: a recording of the sandbox, or JSON lines of outcomes as `sendEvents`
 * returns and reporters get them.
 *
 * @param pixelId of other pixels nothing is read; `undefined` reads all
 */
export function readRecorded(
  { records, problems }: JsonRecords,
  pixelId: string | undefined,
): { recorded: readonly Recorded[]; problems: readonly Problem[] } {
  const recorded: Recorded[] = [];
  const found = [...problems];
  for (const record of records) {
    const read = readOne(record, pixelId);
    if (read === undefined) found.push({ place: record.place, message: notRecorded });
    else recorded.push(...read);
  }
  return { recorded, problems: found };
}

const notRecorded =
  'Neither a request that the sandbox recorded nor an outcome with eventName, eventId and outcome.';

type Fields = Readonly<Record<string, unknown>>;

function readOne({ value, place }: JsonRecord, pixelId: string | undefined) {
  const fields = Object(value) as Fields;
  if (typeof fields['url'] === 'string' && typeof fields['text'] === 'string') {
    return ofRequest(fields, place, pixelId);
  }
  const { outcomes } = fields;
  const list: unknown[] | undefined = Array.isArray(outcomes) ? outcomes : undefined;
  if (list === undefined) {
    const one = ofOutcome(fields, fields, place);
    return one && [one];
  }
  const read = list.map((one) => ofOutcome(Object(one) as Fields, fields, place));
  return read.every((one) => one !== undefined) ? read : undefined;
}

/** The events of a request to the Graph API. A Pixel's requests are the browser's half. */
function ofRequest(
  request: Fields,
  place: string,
  pixelId: string | undefined,
): readonly Recorded[] | undefined {
  const url = String(request['url']);
  if (!URL.canParse(url)) return undefined;
  const [, pixel] = /^\/v\d+\.\d+\/([^/]+)\/events$/.exec(new URL(url).pathname) ?? [];
  if (pixel === undefined || (pixelId !== undefined && pixel !== pixelId)) return [];
  const events = eventsIn(request);
  if (events === undefined) return undefined;
  const isAccepted = request['status'] === 200;
  const error = Object(request['error']) as Fields;
  const reason = [`status ${String(request['status'])}`, error['code']].filter(Boolean).join(', ');
  return events.map((event) => {
    const data = Object(event['custom_data']) as Fields;
    return {
      eventName: String(event['event_name']),
      eventId: textOf(event['event_id']),
      outcome: isAccepted ? 'accepted' : 'refused',
      reason: isAccepted ? undefined : reason,
      ...moneyOf(data['value'], data['currency']),
      eventTime: numberOf(event['event_time']),
      receivedAt: numberOf(request['receivedAt']),
      place,
    };
  });
}

/** `data` of a JSON body, or of a form body as other SDKs send one. */
function eventsIn({ json, text }: Fields): readonly Fields[] | undefined {
  const body = Object(json ?? parse(String(text))) as Fields;
  const form = new URLSearchParams(String(text)).get('data');
  const data = body['data'] ?? form ?? undefined;
  const list = typeof data === 'string' ? parse(data) : data;
  return Array.isArray(list) ? list.map((one) => Object(one) as Fields) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const kinds = new Map<unknown, Recorded['outcome']>([
  ['delivered', 'accepted'],
  ['queued', 'accepted'],
  ['skipped', 'refused'],
  ['rejected', 'refused'],
  ['notSent', 'refused'],
  ['ambiguous', 'refused'],
]);

function ofOutcome(fields: Fields, line: Fields, place: string): Recorded | undefined {
  const { eventName, eventId, outcome, reason, error, value, currency } = fields;
  const kind = kinds.get(outcome);
  if (typeof eventName !== 'string' || typeof eventId !== 'string' || !kind) return undefined;
  const why = [outcome, reason ?? Object(error).category].filter(Boolean).join(', ');
  return {
    eventName,
    eventId,
    outcome: reason === 'already_sent' ? 'copy' : kind,
    reason: kind === 'accepted' ? undefined : why,
    ...moneyOf(value, currency),
    eventTime: numberOf(fields['eventTime']),
    receivedAt: numberOf(fields['receivedAt'] ?? line['receivedAt'] ?? line['time']),
    place,
  };
}

function moneyOf(value: unknown, currency: unknown): Pick<Recorded, 'currency' | 'value'> {
  // Other senders write the value as text.
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return {
    value: numberOf(number),
    currency: typeof currency === 'string' ? currency.toUpperCase() : undefined,
  };
}

/** Ids are text; some senders write a number. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : '';
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
