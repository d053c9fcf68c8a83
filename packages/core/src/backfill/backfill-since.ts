import type { EventSink } from '../sink/sink.ts';

/** How far back a backfill goes, and what allows that. */
export interface BackfillSince {
  since: Date;
  sink: EventSink;
  /** Go back further, although events that were sent before may count twice. @default false */
  force?: boolean | undefined;
}

/**
 * Allows a backfill to go back 47 hours, because Meta deduplicates for 48; further only with a sink
 * that remembers what was sent, or with `force`. For adapters.
 *
 * @throws RangeError with the fix
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events
export function checkBackfillSince({ since, sink, force = false }: BackfillSince): void {
  const ageMs = Date.now() - since.getTime();
  if (Number.isNaN(ageMs)) throw new RangeError('since: give a valid Date.');
  if (ageMs > 47 * 3_600_000 && sink.remembersSent !== true && !force) {
    throw new RangeError(
      'since: is more than 47 hours ago, and Meta deduplicates for 48 hours only. Give a later time, a sink wrapped in onlyOnce with the store that your webhook or trigger uses, or force: true.',
    );
  }
}
