import type { PageEvent } from './events.ts';

/** The time in which events came, cut into equal pieces; the newest event lies in the last one. */
export interface Timeline {
  /** Unix seconds. */
  readonly start: number;
  /** Whole seconds of one piece. */
  readonly width: number;
  readonly size: number;
}

/** A minute at least: what came within a second is no course of events. */
const shortest = 60;

/** Some `pieces`, one or two more where their edges fall so. */
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

/** In which piece the event came. */
export function pieceOf({ start, width }: Timeline, { receivedAt }: PageEvent): number {
  return Math.floor((receivedAt / 1000 - start) / width);
}
