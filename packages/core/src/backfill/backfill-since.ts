import type { EventSink } from '../sink/sink.ts';

/** How far back a backfill wants to go, and what speaks for it. */
export interface BackfillSince {
  since: Date;
  sink: EventSink;
  /** Goes back further although what was sent before may count twice. @default false */
  force?: boolean | undefined;
}

/**
 * Lets a backfill go back 47 hours, since Meta tells copies apart for 48; further only with a sink
 * that remembers what was sent, or by `force`. For adapters.
 *
 * @throws RangeError that says what to do
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/deduplicate-pixel-and-server-events
export function checkBackfillSince({ since, sink, force = false }: BackfillSince): void {
  const ageMs = Date.now() - since.getTime();
  if (Number.isNaN(ageMs)) throw new RangeError('since: give a valid Date.');
  if (ageMs > 47 * 3_600_000 && sink.remembersSent !== true && !force) {
    throw new RangeError(
      'since: lies more than 47 hours back, where Meta no longer tells copies apart. Give a later time, a sink wrapped in onlyOnce with the store that your webhook or trigger uses, or force: true.',
    );
  }
}
