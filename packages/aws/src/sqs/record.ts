import { type PreparedEvent, readPrepared } from '@meta-capi/core';

/**
 * One event in the queue. It is prepared, so no e-mail address, name, phone number or token is stored in
 * clear text. The IP address, the user agent, fbp and fbc are unhashed, as Meta requires.
 */
export interface QueueRecord {
  readonly v: 1;
  readonly pixelId: string;
  readonly event: PreparedEvent;
  readonly testEventCode?: string;
  /** When the sink or the last redrive stored the event, in milliseconds. */
  readonly queuedAt?: number;
  /** When the first attempt without a usable answer ended, in milliseconds: Meta may have received the event. */
  readonly firstAmbiguousAt?: number;
}

/**
 * Bytes of each message that the sink leaves free. The consumer may add `firstAmbiguousAt` (33 bytes) and
 * the attribute `reason` (at most 25 bytes).
 */
export const reservedBytes = 128;

export type ReadRecord = { ok: true; record: QueueRecord } | { ok: false; issue: string };

/** The body of an SQS message: JSON, without the characters that SQS rejects. */
export function writeRecord(record: QueueRecord): string {
  return JSON.stringify(record).replace(rejectedBySqs, escapeCharacter);
}

// JSON.stringify escapes control characters. Characters above U+FFFF, such as emoji, are escaped here too:
// SQS accepts them, but some compatible servers do not.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
const rejectedBySqs = /[\ud800-\udfff\ufffe\uffff]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}

/** Reads a message body and checks its event again. Never throws. `issue` contains no value. */
export function readRecord(body: unknown): ReadRecord {
  const json = parse(body);
  if (json === undefined) return unreadable('The body is not a JSON object.');
  const { v, pixelId, event, testEventCode, queuedAt, firstAmbiguousAt } = json;
  if (v !== 1) return unreadable('The record version is not 1: update this consumer.');
  if (typeof pixelId !== 'string' || !/^\d{5,20}$/.test(pixelId)) {
    return unreadable('pixelId is not 5 to 20 digits.');
  }
  const reading = readPrepared(event);
  if (!reading.ok) {
    return unreadable(`event: ${reading.issues[0]?.message ?? 'is not a prepared event.'}`);
  }
  return {
    ok: true,
    record: {
      v,
      pixelId,
      event: reading.event,
      ...(typeof testEventCode === 'string' ? { testEventCode } : {}),
      ...(typeof queuedAt === 'number' ? { queuedAt } : {}),
      ...(typeof firstAmbiguousAt === 'number' ? { firstAmbiguousAt } : {}),
    },
  };
}

function parse(body: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = typeof body === 'string' ? JSON.parse(body) : undefined;
    return typeof json === 'object' && json !== null && !Array.isArray(json)
      ? (json as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(issue: string): ReadRecord {
  return { ok: false, issue };
}
