import { withTimeout } from '../async/with-timeout.ts';
import type { Warning } from '../event/issue.ts';
import { isAboutContent, isAccepted } from '../event/outcome.ts';
import { receivedBy, type SendResult, summarize } from '../event/result.ts';
import type { EventSink } from '../sink/sink.ts';
import { sendInTime } from '../sink/time-limited.ts';
import {
  inPlace,
  isNews,
  keysOf,
  type OnceCall,
  type OnceEntry,
  type OnceKey,
  readOnceCall,
} from './call.ts';
import { type CallTime, storePatienceMs } from './call-time.ts';
import { isRestriction, restrict, restricted } from './consent.ts';
import { createOnceLedger } from './ledger.ts';
import { createMemoryStore } from './memory-store.ts';
import { alreadySent, copyOf, leastClaimMs, stillUnderWay } from './outcomes.ts';
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
  const underWay = new Map<string, First>();

  /** Sends what is neither a copy nor known to the store; resolves when that is decided. */
  async function sendFirsts(
    entries: readonly OnceEntry[],
    { entries: all, time }: OnceCall,
  ): Promise<SendResult> {
    await lookUp(entries, time);
    const left = entries.filter(({ outcome }) => outcome === undefined);
    if (left.length === 0) return summarize([], [], 0);
    for (const entry of left) entry.hasLeft = true;
    const events = left.map(restricted);
    const result = await sendInTime(sink, events, time.options(), 100);
    left.forEach((entry, at) => {
      entry.outcome = result.outcomes[at];
    });
    return { ...result, warnings: inPlace(result.warnings, left, all.length) };
  }

  async function lookUp(entries: readonly OnceEntry[], time: CallTime): Promise<void> {
    const until = performance.now() + Math.min(storePatienceMs(entries), time.left() / 2);
    for (const place of [0, 1]) {
      const asked = entries.flatMap((entry) => {
        const key = entry.outcome === undefined ? entry.keys[place] : undefined;
        return key === undefined ? [] : [{ entry, key }];
      });
      if (asked.length > 0) await ask(asked, until - performance.now(), time);
    }
  }

  async function ask(
    asked: readonly { entry: OnceEntry; key: OnceKey }[],
    ms: number,
    time: CallTime,
  ): Promise<void> {
    const found = await ledger.lookUp(
      asked.map(({ key }) => key.text),
      {
        ms,
        signal: time.signal,
        claimMs: Math.max(leastClaimMs, time.left(), sink.timeoutMs ?? 0),
        onLateClaim: (at) => {
          const late = asked[at];
          if (late === undefined) return;
          const { entry, key } = late;
          key.known = { ...key.known, standing: 'claimed' };
          // What has failed by now would keep others off for as long as the claim lives.
          if (entry.isSettled && !isAccepted(entry.outcome)) void giveBack(entry);
        },
      },
    );
    asked.forEach(({ entry, key }, at) => {
      key.known = found[at] ?? key.known;
      const { standing, restriction } = key.known;
      if (restriction !== undefined) restrict(entry, restriction);
      if (standing === 'sent') entry.outcome = alreadySent(entry);
      if (standing === 'sending') entry.outcome = stillUnderWay(entry);
    });
  }

  /** Tells the store what became of them; where that takes longer than the call, it goes on. */
  async function settle(entries: readonly OnceEntry[], time: CallTime): Promise<void> {
    for (const entry of entries) entry.isSettled = true;
    const accepted = entries.filter((entry) => isNews(entry) && isAccepted(entry.outcome));
    const kept = new Set(accepted);
    const others = entries.filter((entry) => !kept.has(entry));
    const told = Promise.all([
      ledger.markSent(keysOf(accepted)),
      ...others.map((entry) => giveBack(entry)),
    ]);
    // Until the store knows of it, a copy must find it here; what failed may be tried again.
    for (const key of keysOf(others)) underWay.delete(key);
    const over = withTimeout(told, storePatienceMs(entries)).finally(() => {
      for (const key of keysOf(accepted)) underWay.delete(key);
    });
    await withTimeout(over, time.left(), time.signal);
  }

  /** Remembers the answer of what was not sent, so that every copy obeys it, and releases its claim. */
  async function giveBack(entry: OnceEntry): Promise<void> {
    const { answer, refusedAt: at } = entry;
    if (isRestriction(answer) && !isAccepted(entry.outcome)) {
      const isNewer = ({ known: { restriction } }: OnceKey): boolean =>
        restriction?.answer !== answer || restriction.at < at;
      await ledger.markRestricted(keysOf([entry], isNewer), { answer, at });
    }
    // Where the claim is not ours, it is another's, and so may be what came of it.
    await ledger.giveBack(keysOf([entry], ({ known }) => known.standing === 'claimed'));
  }

  /** Gives every entry its outcome, where that is known in time. */
  async function sendOnce(entries: readonly OnceEntry[], call: OnceCall): Promise<Sent> {
    const { time } = call;
    let decide: (() => void) | undefined;
    const decided = new Promise<void>((resolve) => {
      decide = resolve;
    });
    const copies = new Map<OnceEntry, First>();
    for (const entry of entries) {
      const known = entry.keys.find(({ text }) => underWay.has(text));
      const first = known && underWay.get(known.text);
      if (first !== undefined) {
        copies.set(entry, first);
        if (!first.entry.hasLeft) restrict(first.entry, refusalOf(entry));
      } else for (const { text } of entry.keys) underWay.set(text, { entry, decided });
    }

    const firsts = entries.filter((entry) => !copies.has(entry));
    const result = await sendFirsts(firsts, call);
    decide?.();
    await settle(firsts, time);
    const sent = { eventsReceived: receivedBy(result), warnings: result.warnings };
    if (copies.size === 0) return sent;

    const others = new Set(Array.from(copies.values(), (first) => first.decided));
    await withTimeout(Promise.all(others), time.left(), time.signal);
    for (const [entry, first] of copies) {
      restrict(entry, refusalOf(first.entry));
      entry.outcome = copyOf(entry, first.entry.outcome);
    }
    const undecided = Array.from(copies.keys()).filter(
      ({ outcome }) => outcome !== undefined && isAboutContent(outcome),
    );
    if (undecided.length === 0 || time.left() <= 0 || time.signal?.aborted) return sent;
    // Only the ids are the same: this copy may have the consent or the currency that one lacked.
    for (const entry of undecided) entry.outcome = undefined;
    const second = await sendOnce(undecided, call);
    return {
      eventsReceived: sent.eventsReceived + second.eventsReceived,
      warnings: [...sent.warnings, ...second.warnings],
    };
  }

  return {
    remembersSent: store !== undefined,
    timeoutMs: sink?.timeoutMs,
    async sendEvents(events, options) {
      const call = readOnceCall(events, options, scope);
      // What cannot be read is the sink's to refuse.
      if (call === undefined) return sendInTime(sink, events, options, 100);
      const { eventsReceived, warnings } = await sendOnce(call.entries, call);
      const outcomes = call.entries.map((entry) => entry.outcome ?? stillUnderWay(entry));
      return summarize(outcomes, warnings, eventsReceived);
    },
  };
}

/** What a copy adds to the others. */
function refusalOf({ answer, refusedAt }: OnceEntry): Parameters<typeof restrict>[1] {
  return { answer, at: refusedAt };
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
