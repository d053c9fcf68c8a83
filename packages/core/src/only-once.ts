import type { CapiEvent } from './event.ts';
import { inTime } from './in-time.ts';
import { createMemoryStore } from './memory-store.ts';
import type { OnceStore } from './once-store.ts';
import {
  type CapiError,
  type EventOutcome,
  receivedBy,
  type SendResult,
  summarize,
} from './result.ts';
import type { EventSink, SendOptions } from './sink.ts';

export interface OnlyOnceOptions {
  /** Keeps pixels apart that share a store: the pixel's id, say. */
  scope: string;
  /** Milliseconds an event is remembered. @default 691200000 (8 days: Meta takes events of 7) */
  ttl?: number | undefined;
}

/**
 * A sink that lets each event, by name and id, through once. It is remembered when it is delivered
 * or queued, so what failed can be tried again; a copy answers `skipped`, `already_sent`.
 *
 * In one process a copy waits for what becomes of the first. Across processes a store without `add`
 * lets through at least one copy, with the same id. A store that is slow (250 ms), down or wrong
 * keeps nothing from being sent.
 *
 * @example
 * const sink = onlyOnce(capi, new Keyv(redis), { scope: pixelId });
 */
// Meta tells copies apart for 48 hours; Stripe tries a webhook again for 72.
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events
export function onlyOnce(
  sink: EventSink,
  store: OnceStore | undefined,
  { scope, ttl = eightDaysMs }: OnlyOnceOptions,
): EventSink {
  const memory = store ?? createMemoryStore();
  const underWay = new Map<string, Promise<SendResult>>();

  async function sendOnce(event: CapiEvent, options?: SendOptions): Promise<SendResult> {
    const names = namesOf(event);
    // Without an id nothing can be told apart; the sink says so.
    if (names === undefined) return sink.sendEvents([event], options);
    const key = `${scope}:${names.eventName}:${names.eventId}`;
    const first = underWay.get(key);
    if (first !== undefined) return copyOf(names, await inTime(first, options?.timeoutMs ?? 5000));
    const attempt = sendFirst(key, names, event, options);
    underWay.set(key, attempt);
    return attempt.finally(() => underWay.delete(key));
  }

  async function sendFirst(
    key: string,
    names: Names,
    event: CapiEvent,
    options?: SendOptions,
  ): Promise<SendResult> {
    const seen = await claim(key);
    if (seen === sent) return alreadySent(names);
    if (seen === sending) return stillUnderWay(names);
    const result = await sink.sendEvents([event], options);
    if (result.ok) await ask(() => memory.set(key, sent, ttl));
    else if (memory.add) await ask(() => memory.delete(key));
    return result;
  }

  /** What the store knows of this key; `undefined`: nothing, and it may be ours now. */
  async function claim(key: string): Promise<unknown> {
    if (memory.add) {
      const isOurs = await ask(() => memory.add?.(key, sending, claimMs));
      // Redis says 0 or null for taken; `undefined` is a store that did not answer in time.
      if (isOurs === undefined || isOurs) return undefined;
    }
    return ask(() => memory.get(key));
  }

  return {
    remembersSent: store !== undefined,
    async sendEvents(events, options) {
      const list = Array.isArray(events) ? (events as readonly CapiEvent[]) : [];
      const results = await Promise.all(list.map((event) => sendOnce(event, options)));
      return summarize(
        results.flatMap(({ outcomes }) => outcomes),
        results.flatMap(({ warnings }) => warnings),
        results.reduce((sum, result) => sum + receivedBy(result), 0),
      );
    },
  };
}

const eightDaysMs = 8 * 86_400_000;
/** A process that dies with its claim holds the event back no longer than this. */
const claimMs = 60_000;
const storePatienceMs = 250;

const sent = 'sent';
const sending = 'sending';

/** Asks the store; one that throws, rejects or takes too long knows nothing. */
function ask(question: () => unknown): Promise<unknown> {
  return inTime(Promise.resolve().then(question), storePatienceMs);
}

type Names = Pick<EventOutcome, 'eventId' | 'eventName'>;

function namesOf(event: CapiEvent): Names | undefined {
  try {
    const { eventName, eventId } = event;
    return typeof eventName === 'string' && typeof eventId === 'string' && eventId !== ''
      ? { eventName, eventId }
      : undefined;
  } catch {
    return undefined;
  }
}

function copyOf(names: Names, first: SendResult | undefined): SendResult {
  if (first === undefined) return stillUnderWay(names);
  return first.ok ? alreadySent(names) : { ...first, warnings: [] };
}

function alreadySent(names: Names): SendResult {
  return summarize([{ ...names, outcome: 'skipped', reason: 'already_sent' }], [], 0);
}

function stillUnderWay(names: Names): SendResult {
  const error: CapiError = {
    status: 0,
    fault: 'unavailable',
    retryable: true,
    ambiguous: false,
    retryAfterMs: claimMs,
    message: 'Another copy of this event is being sent just now.',
  };
  return summarize([{ ...names, outcome: 'notSent', error }], [], 0);
}
