import type { PageEvent } from './events.ts';

/** The time range of the events in equal intervals; the newest event is in the last one. */
export interface Timeline {
  /** Unix seconds. */
  readonly start: number;
  /** Whole seconds of one interval. */
  readonly width: number;
  readonly size: number;
}

/** At least a minute, because a shorter range shows nothing. */
const shortest = 60;

/** About `pieces` intervals, one or two more depending on alignment. */
export function timelineOf(events: readonly PageEvent[], pieces: number): Timeline {
  let first = Number.POSITIVE_INFINITY;
  let until = 0;
  for (const { receivedAt } of events) {
    first = Math.min(first, receivedAt / 1000);
    until = Math.max(until, receivedAt / 1000);
  }
  const since = Math.min(first, until - shortest);
  const width = Math.max(1, Math.ceil((until - since) / pieces));
  const start = Math.floor(since / width) * width;
  return { start, width, size: Math.floor((until - start) / width) + 1 };
}

/** The interval of the event. */
export function pieceOf({ start, width }: Timeline, { receivedAt }: PageEvent): number {
  return Math.floor((receivedAt / 1000 - start) / width);
}
