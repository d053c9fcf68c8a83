import { withTimeout } from '../async/with-timeout.ts';
import type { Warning } from '../event/issue.ts';
import { isAboutContent } from '../event/outcome.ts';
import { receivedBy, type SendResult, summarize } from '../event/result.ts';
import { warningsInPlace } from '../event/warning-places.ts';
import type { EventSink } from '../sink/sink.ts';
import { sendInTime } from '../sink/time-limited.ts';
import { type OnceCall, type OnceEntry, readOnceCall } from './call.ts';
import type { CallTime } from './call-time.ts';
import { lookUp, settle } from './claims.ts';
import { restrict, restricted } from './consent.ts';
import { createOnceLedger, type OnceLedger } from './ledger.ts';
import { createMemoryStore } from './memory-store.ts';
import { copyOf, stillInFlight } from './outcomes.ts';
import type { OnceStore } from './store.ts';

export interface OnlyOnceOptions {
  /** Separates pixels that share a store: for example the pixel's id. */
  scope: string;
  /** Milliseconds for which an event is remembered. @default 691200000 (8 days: Meta accepts events of 7) */
  ttl?: number | undefined;
}

/**
 * A sink that sends each event once, by name and id. It remembers an event that was delivered or
 * queued, so a failed one can be sent again; a copy is `skipped`, `already_sent`. An event with an
 * `otherEventId` is remembered under both ids.
 *
 * In one process a copy waits for the outcome of the first, and is sent itself if the first was
 * rejected for its content, such as its currency. Across processes, a store without `add` may let
 * more than one copy through, with the same id.
 *
 * With `add`, an attempt claims the event for 60 seconds, or for the time of the call if that is longer.
 * A process that is killed leaves its claim: until it expires, a copy is `notSent` and retryable, with
 * `retryAfterMs`; after it, a copy is sent, also if Meta received the first. Nothing is stored of an event
 * but its ids: without a copy, the event of the killed process is lost.
 *
 * A copy is sent with the strictest consent of the copies before it: the answer of one that was not
 * sent is remembered too, so that a denied copy is not followed by one without an answer. A copy whose
 * visitor had not answered restricts nothing. A grant counts against an earlier refusal only if its
 * `visitor.consentAt` is later: than the refusal's own, or than the time at which that copy was seen.
 *
 * A store that is slow, down or wrong blocks no event. It has 250 ms for each 1000 events before the
 * sending, and again after it. Both are part of the call's `timeoutMs`, of which the sink has at least
 * half; without a `timeoutMs` they are added to the sink's default.
 *
 * @example
 * const sink = onlyOnce(capi, new Keyv(redis), { scope: pixelId });
 */
// Meta deduplicates for 48 hours; Stripe retries a webhook for 72.
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events
export function onlyOnce(
  sink: EventSink,
  store: OnceStore | undefined,
  { scope, ttl = eightDaysMs }: OnlyOnceOptions,
): EventSink {
  const ledger = createOnceLedger(store ?? createMemoryStore(), ttl);
  const state: State = { sink, ledger, inFlight: new Map() };
  return {
    remembersSent: store !== undefined,
    timeoutMs: sink?.timeoutMs,
    async sendEvents(events, options) {
      const call = readOnceCall(events, options, scope);
      // The sink refuses what cannot be read.
      if (call === undefined) return sendInTime(sink, events, options, 100);
      const { eventsReceived, warnings } = await sendOnce(state, call.entries, call);
      const outcomes = call.entries.map((entry) => entry.outcome ?? stillInFlight(entry));
      return summarize(outcomes, warnings, eventsReceived);
    },
  };
}

/** The refusal that a copy adds to the others. */
function refusalOf({ answer, refusedAt }: OnceEntry): Parameters<typeof restrict>[1] {
  return { answer, at: refusedAt };
}

/** Sets the outcome of every entry that is known in time. */
async function sendOnce(
  state: State,
  entries: readonly OnceEntry[],
  call: OnceCall,
): Promise<Sent> {
  const { ledger, inFlight } = state;
  const { time } = call;
  let decide: (() => void) | undefined;
  const decided = new Promise<void>((resolve) => {
    decide = resolve;
  });
  const copies = join(inFlight, entries, decided);
  const firsts = entries.filter((entry) => !copies.has(entry));
  const result = await sendFirsts(state, firsts, call);
  decide?.();
  await settle(ledger, firsts, time, (key) => inFlight.delete(key));
  const sent = { eventsReceived: receivedBy(result), warnings: result.warnings };
  if (copies.size === 0) return sent;

  await takeOutcomes(copies, time);
  const undecided = Array.from(copies.keys()).filter(
    ({ outcome }) => outcome !== undefined && isAboutContent(outcome),
  );
  if (undecided.length === 0 || time.left() <= 0 || time.signal?.aborted) return sent;
  // Only the ids are equal: this copy may have the consent or the currency that the first lacked.
  for (const entry of undecided) entry.outcome = undefined;
  const second = await sendOnce(state, undecided, call);
  return {
    eventsReceived: sent.eventsReceived + second.eventsReceived,
    warnings: [...sent.warnings, ...second.warnings],
  };
}

/** Sends the entries that were not sent before, and sets their outcomes. */
async function sendFirsts(
  { sink, ledger }: State,
  entries: readonly OnceEntry[],
  { entries: all, time }: OnceCall,
): Promise<SendResult> {
  await lookUp(ledger, entries, { time, sinkMs: sink?.timeoutMs ?? 0 });
  const left = entries.filter(({ outcome }) => outcome === undefined);
  if (left.length === 0) return summarize([], [], 0);
  const events = left.map(restricted);
  const result = await sendInTime(sink, events, time.options(), 100);
  left.forEach((entry, at) => {
    entry.outcome = result.outcomes[at];
  });
  const places = left.map(({ index }) => index);
  return { ...result, warnings: warningsInPlace(result.warnings, places, all.length) };
}

/** Returns the entries of which a copy is being sent, with that copy; registers the others. */
function join(
  inFlight: Map<string, First>,
  entries: readonly OnceEntry[],
  decided: Promise<void>,
): Map<OnceEntry, First> {
  const copies = new Map<OnceEntry, First>();
  for (const entry of entries) {
    // Two if its two ids are of two events that are being sent.
    const firsts = entry.keys.flatMap(({ text }) => inFlight.get(text) ?? []);
    const [first] = firsts;
    if (first !== undefined) {
      copies.set(entry, first);
      // Also if they are being sent already: if that fails, the answer is stored for later copies.
      for (const sent of firsts) restrict(sent.entry, refusalOf(entry));
    } else for (const { text } of entry.keys) inFlight.set(text, { entry, decided });
  }
  return copies;
}

/** Copies the outcomes of the first events to their copies, if these are known in time. */
async function takeOutcomes(copies: ReadonlyMap<OnceEntry, First>, time: CallTime): Promise<void> {
  const others = new Set(Array.from(copies.values(), (first) => first.decided));
  await withTimeout(Promise.all(others), time.left(), time.signal);
  for (const [entry, first] of copies) {
    restrict(entry, refusalOf(first.entry));
    entry.outcome = copyOf(entry, first.entry.outcome);
  }
}

interface State {
  readonly sink: EventSink;
  readonly ledger: OnceLedger;
  /** The copies that are being sent in this process, by key. */
  readonly inFlight: Map<string, First>;
}

interface Sent {
  eventsReceived: number;
  warnings: readonly Warning[];
}

interface First {
  entry: OnceEntry;
  /** Resolves when its outcome is known. */
  decided: Promise<void>;
}

const eightDaysMs = 8 * 86_400_000;
