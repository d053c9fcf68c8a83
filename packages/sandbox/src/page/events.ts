import type { ReceivedEvent } from '../received.ts';

/** An event as the JSON API gives it: `duplicateOf` is a number. */
export type PageEvent = Omit<ReceivedEvent, 'duplicateOf'> & { readonly duplicateOf?: number };

/** One conversion as Meta sees it: the event that counts, and its copies. */
export interface Conversion {
  /** In order of arrival. */
  readonly events: readonly PageEvent[];
  readonly lead: PageEvent;
  readonly kind: 'single' | 'pair' | 'duplicates' | 'refused';
  /** What the search looks through, in lower case. */
  readonly text: string;
}

/** Newest first. */
export function conversionsOf(events: Iterable<PageEvent>): readonly Conversion[] {
  const groups = new Map<number, PageEvent[]>();
  for (const event of events) {
    const root = event.duplicateOf ?? event.number;
    const group = groups.get(root);
    if (group) group.push(event);
    else groups.set(root, [event]);
  }
  return [...groups.values()].map(conversionOf).toSorted((one, other) => last(other) - last(one));
}

function conversionOf(group: PageEvent[]): Conversion {
  const events = group.toSorted((one, other) => one.number - other.number);
  const lead = (events.find(({ verdict }) => verdict !== 'duplicate') ?? events[0]) as PageEvent;
  const { eventName, eventId, pixelId } = lead;
  const rules = events.flatMap(({ findings }) => findings.map(({ rule }) => rule));
  const text = [eventName, eventId, pixelId, lead.playedFault, ...rules].join(' ').toLowerCase();
  return { events, lead, kind: kindOf(events, lead), text };
}

function kindOf(events: readonly PageEvent[], lead: PageEvent): Conversion['kind'] {
  if (lead.verdict === 'refused') return 'refused';
  if (new Set(events.map(({ source }) => source)).size > 1) return 'pair';
  return events.length > 1 ? 'duplicates' : 'single';
}

function last({ events }: Conversion): number {
  return events.at(-1)?.number ?? 0;
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
  if (show !== 'all' && show !== 'findings' && kind !== show) return false;
  return text.includes(search.trim().toLowerCase());
}

/** How many events of each verdict. */
export function countVerdicts(
  events: Iterable<PageEvent>,
): Record<ReceivedEvent['verdict'], number> {
  const counts = { counted: 0, duplicate: 0, refused: 0 };
  for (const { verdict } of events) counts[verdict] += 1;
  return counts;
}
