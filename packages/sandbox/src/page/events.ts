import type { FaultKind } from '../http/faults.ts';
import type { ReceivedEvent } from '../journal/received.ts';

/** An event as the JSON API returns it: `duplicateOf` is a number. */
export type PageEvent = Omit<ReceivedEvent, 'duplicateOf'> & { readonly duplicateOf?: number };

/** One conversion as Meta counts it: the counted event, its copies, and refused attempts. */
export interface Conversion {
  /** In order of arrival. */
  readonly events: readonly PageEvent[];
  readonly lead: PageEvent;
  /** The fault simulated for any of its requests. */
  readonly faults: readonly FaultKind[];
  readonly kind: 'single' | 'pair' | 'duplicates' | 'refused';
  /** The text that the search reads, in lower case. */
  readonly text: string;
}

export interface Filter {
  readonly search: string;
  readonly show: 'all' | Conversion['kind'] | 'findings';
  readonly pixelId: string;
}

export function matches({ events, kind, lead, text }: Conversion, filter: Filter): boolean {
  const { search, show, pixelId } = filter;
  if (pixelId !== '' && lead.pixelId !== pixelId) return false;
  if (show === 'findings' && !events.some(({ findings }) => findings.length > 0)) return false;
  if (show === 'refused' && !events.some(({ verdict }) => verdict === 'refused')) return false;
  if (['single', 'pair', 'duplicates'].includes(show) && kind !== show) return false;
  return text.includes(search.trim().toLowerCase());
}

/** The number of events with each verdict. */
export function countVerdicts(
  events: Iterable<PageEvent>,
): Record<ReceivedEvent['verdict'], number> {
  const counts = { counted: 0, duplicate: 0, refused: 0 };
  for (const { verdict } of events) counts[verdict] += 1;
  return counts;
}
