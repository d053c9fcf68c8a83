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
import { copyOf, stillUnderWay } from './outcomes.ts';
import type { OnceStore } from './store.ts';

export interface OnlyOnceOptions {
  /** Keeps pixels apart that share a store: the pixel's id, say. */
  scope: string;
  /** Milliseconds an event is remembered. @default 691200000 (8 days: Meta takes events of 7) */
  ttl?: number | undefined;
}

/**
 * A sink that lets each event, by name and id, through once. It is remembered when it is delivered
 * or queued, so what failed can be tried again; a copy answers `skipped`, `already_sent`. An event
 * with an `otherEventId` is known by either id.
 *
 * In one process a copy waits for what becomes of the first, and is tried itself where that was
 * refused for what it holds, such as its currency. Across processes a store without `add`
 * lets through at least one copy, with the same id.
 *
 * A copy is sent with the strictest consent of the copies before it: the answer of one that was not
 * sent is remembered too, so that a denied copy is not followed by one without an answer. A copy whose
 * visitor had not answered restricts nothing. A grant counts against an earlier refusal only if its
 * `visitor.consentAt` is later: than the refusal's own, or than the time at which that copy was seen.
 *
 * A store that is slow, down or wrong keeps nothing from being sent. It gets 250 ms for each 1000
 * events before the sending, and again after it. Both count against the call's `timeoutMs`, half of
 * which is the sink's at the least; without one they come on top of the sink's own time.
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
  const ledger = createOnceLedger(store ?? createMemoryStore(), ttl);
  const state: State = { sink, ledger, underWay: new Map() };
  return {
    remembersSent: store !== undefined,
    timeoutMs: sink?.timeoutMs,
    async sendEvents(events, options) {
      const call = readOnceCall(events, options, scope);
      // What cannot be read is the sink's to refuse.
      if (call === undefined) return sendInTime(sink, events, options, 100);
      const { eventsReceived, warnings } = await sendOnce(state, call.entries, call);
      const outcomes = call.entries.map((entry) => entry.outcome ?? stillUnderWay(entry));
      return summarize(outcomes, warnings, eventsReceived);
    },
  };
}

/** What a copy adds to the others. */
function refusalOf({ answer, refusedAt }: OnceEntry): Parameters<typeof restrict>[1] {
  return { answer, at: refusedAt };
}

/** Sets the outcome of every entry, if it is known in time. */
async function sendOnce(
  state: State,
  entries: readonly OnceEntry[],
  call: OnceCall,
): Promise<Sent> {
  const { ledger, underWay } = state;
  const { time } = call;
  let decide: (() => void) | undefined;
  const decided = new Promise<void>((resolve) => {
    decide = resolve;
  });
  const copies = join(underWay, entries, decided);
  const firsts = entries.filter((entry) => !copies.has(entry));
  const result = await sendFirsts(state, firsts, call);
  decide?.();
  await settle(ledger, firsts, time, (key) => underWay.delete(key));
  const sent = { eventsReceived: receivedBy(result), warnings: result.warnings };
  if (copies.size === 0) return sent;

  await takeOutcomes(copies, time);
  const undecided = Array.from(copies.keys()).filter(
    ({ outcome }) => outcome !== undefined && isAboutContent(outcome),
  );
  if (undecided.length === 0 || time.left() <= 0 || time.signal?.aborted) return sent;
  // Only the ids are the same: this copy may have the consent or the currency that one lacked.
  for (const entry of undecided) entry.outcome = undefined;
  const second = await sendOnce(state, undecided, call);
  return {
    eventsReceived: sent.eventsReceived + second.eventsReceived,
    warnings: [...sent.warnings, ...second.warnings],
  };
}

/** Sends the entries that the store does not know as sent, and sets their outcomes. */
async function sendFirsts(
  { sink, ledger }: State,
  entries: readonly OnceEntry[],
  { entries: all, time }: OnceCall,
): Promise<SendResult> {
  await lookUp(ledger, entries, { time, sinkMs: sink?.timeoutMs ?? 0 });
  const left = entries.filter(({ outcome }) => outcome === undefined);
  if (left.length === 0) return summarize([], [], 0);
  for (const entry of left) entry.hasLeft = true;
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
  underWay: Map<string, First>,
  entries: readonly OnceEntry[],
  decided: Promise<void>,
): Map<OnceEntry, First> {
  const copies = new Map<OnceEntry, First>();
  for (const entry of entries) {
    const known = entry.keys.find(({ text }) => underWay.has(text));
    const first = known && underWay.get(known.text);
    if (first !== undefined) {
      copies.set(entry, first);
      if (!first.entry.hasLeft) restrict(first.entry, refusalOf(entry));
    } else for (const { text } of entry.keys) underWay.set(text, { entry, decided });
  }
  return copies;
}

/** Gives copies the outcomes of their firsts, as far as these are known in time. */
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
  readonly underWay: Map<string, First>;
}

interface Sent {
  eventsReceived: number;
  warnings: readonly Warning[];
}

interface First {
  entry: OnceEntry;
  /** Resolves when its outcome is known, if it ever is. */
  decided: Promise<void>;
}

const eightDaysMs = 8 * 86_400_000;
