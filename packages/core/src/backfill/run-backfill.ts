import type { CapiEvent } from '../event/capi-event.ts';
import type { ErrorCategory, EventOutcome } from '../event/outcome.ts';
import { isRetryableLater } from '../event/outcome.ts';
import type { SkipReason } from '../event/skip-reason.ts';
import type { EventSink } from '../sink/sink.ts';
import { timeLimited } from '../sink/time-limited.ts';
import { type BackfillSince, checkBackfillSince } from './backfill-since.ts';

/** Some records of the source, read together and sent together. */
export interface BackfillPage {
  /** The number of records. */
  read: number;
  /** What the records' webhooks would have made, ids and times included; `[]` sends nothing. */
  events: readonly CapiEvent[];
  /** Where the page after this one begins, such as a page token; `undefined` for the last page. */
  resumeAt?: string | undefined;
}

export interface RunBackfillOptions extends Omit<BackfillSince, 'sink'> {
  /** The place at which the first page begins: `resumeAt` of an earlier run. @default the start */
  resumeAt?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Called after every page. What it throws ends the backfill. */
  onProgress?: ((progress: BackfillProgress) => void) | undefined;
}

export interface BackfillProgress {
  /** Records read from the source. */
  read: number;
  /** The number of events with each outcome. */
  outcomes: Readonly<Record<EventOutcome['outcome'], number>>;
  /** The number of events with each skip reason or error category. */
  reasons: Readonly<Partial<Record<ErrorCategory | SkipReason, number>>>;
  /** Where a later run continues. `undefined`: at the start, or nothing is left. */
  resumeAt?: string | undefined;
}

export interface BackfillResult extends BackfillProgress {
  /** False if it stopped before the end. Run it again: the ids are the same. */
  complete: boolean;
  /** The first event that may still be delivered later, which is why it stopped. */
  stoppedBy?: EventOutcome | undefined;
}

/**
 * Sends the events of past records, page after page: the next page is read after the last one is
 * sent, so one page is in memory at a time. Every adapter's backfill uses it.
 *
 * Stops at a page of which an event may still be delivered later, such as with a refused token, no
 * network or a sink that throws, because the events after it would fail too. An event that is rejected
 * for good does not stop it.
 *
 * @param pages usually an async generator; it is closed when the backfill stops
 * @throws RangeError if `since` is not a date, or more than 47 hours ago while the sink does not
 * remember what was sent and `force` is not set. Also rejects with what `pages` or `onProgress`
 * throws; the pages before that are sent.
 * @example
 * runBackfill(pagesOf(api, since), onlyOnce(capi, store, { scope: pixelId }), { since });
 */
export async function runBackfill(
  pages: AsyncIterable<BackfillPage> | Iterable<BackfillPage>,
  sink: EventSink,
  { since, force, resumeAt: start, signal, onProgress }: RunBackfillOptions,
): Promise<BackfillResult> {
  checkBackfillSince({ since, sink, force });
  // Its own error could quote an event, and a call that never ends would be silent.
  const limited = timeLimited(sink);
  let progress = emptyProgress(start);
  for await (const page of pages) {
    const { outcomes } = await limited.sendEvents(page.events, { signal });
    const stoppedBy = outcomes.find(isRetryableLater);
    const resumeAt = stoppedBy === undefined ? page.resumeAt : progress.resumeAt;
    progress = { ...counted(progress, outcomes), read: progress.read + page.read, resumeAt };
    onProgress?.(progress);
    if (stoppedBy !== undefined) return { ...progress, complete: false, stoppedBy };
  }
  return { ...progress, complete: true };
}

function emptyProgress(resumeAt: string | undefined): BackfillProgress {
  const outcomes = { delivered: 0, queued: 0, skipped: 0, rejected: 0, notSent: 0, ambiguous: 0 };
  return { read: 0, outcomes, reasons: {}, resumeAt };
}

function counted(
  progress: BackfillProgress,
  settled: readonly EventOutcome[],
): Pick<BackfillProgress, 'outcomes' | 'reasons'> {
  const outcomes = { ...progress.outcomes };
  const reasons = { ...progress.reasons };
  for (const { outcome, reason: skipReason, error } of settled) {
    outcomes[outcome] += 1;
    const reason = skipReason ?? error?.category;
    if (reason !== undefined) reasons[reason] = (reasons[reason] ?? 0) + 1;
  }
  return { outcomes, reasons };
}
