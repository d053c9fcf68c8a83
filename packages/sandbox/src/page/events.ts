import type { FaultKind } from '../http/faults.ts';
import type { ReceivedEvent } from '../journal/received.ts';

/** An event as the JSON API returns it: `duplicateOf` is a number. */
export type PageEvent = Omit<ReceivedEvent, 'duplicateOf'> & { readonly duplicateOf?: number };

/**
 * What arrived of a conversion: both halves under one id, both halves under two ids (which Meta counts
 * twice), one half, or only refused attempts.
 */
export type ConversionKind = 'pair' | 'broken' | 'browser' | 'server' | 'refused';

/** One conversion as the site means it: the counted event, its copies, and refused attempts. */
export interface Conversion {
  /** In order of arrival. */
  readonly events: readonly PageEvent[];
  /** The counted event; of a broken pair the one that arrived first. */
  readonly lead: PageEvent;
  readonly kind: ConversionKind;
  /** An event of another conversion that may be this one, reported twice by one side. */
  readonly possibleDuplicate?: PageEvent;
  /** Accepted events of the half that has more of them. */
  readonly copies: number;
  /** The faults simulated for its requests. */
  readonly faults: readonly FaultKind[];
  readonly leaks: number;
  readonly findings: number;
  /** The text that the search reads, in lower case. */
  readonly text: string;
}

/** Page views are tracked like conversions, but are not counted as such. */
export function isPageView({ lead }: Conversion): boolean {
  return lead.eventName === 'PageView';
}

export const kindNames: Readonly<Record<ConversionKind, string>> = {
  pair: 'Pair',
  broken: 'Broken pair',
  browser: 'Browser only',
  server: 'Server only',
  refused: 'Refused',
};

/** The number of events with each verdict. */
export function countVerdicts(
  events: Iterable<PageEvent>,
): Record<ReceivedEvent['verdict'], number> {
  const counts = { counted: 0, duplicate: 0, refused: 0 };
  for (const { verdict } of events) counts[verdict] += 1;
  return counts;
}
