import type { Conversion } from './events.ts';
import { isPageView } from './events.ts';

/** What the page shows. Every view has its own URL, so that it can be shared. */
export interface View {
  readonly search: string;
  readonly show: Show;
  /** An event name, or an empty text for all. */
  readonly name: string;
  readonly pixelId: string;
  /** Milliseconds: only conversions received within this interval. */
  readonly from?: number | undefined;
  readonly until?: number | undefined;
  /** The number of an event of the open conversion. */
  readonly open?: number | undefined;
}

export const shows = {
  all: 'Everything',
  conversions: 'Conversions counted',
  unpaired: 'Without a pair',
  pair: 'Pairs',
  broken: 'Broken pairs',
  possible: 'Possibly counted twice',
  browser: 'Browser only',
  server: 'Server only',
  refused: 'Refused',
  findings: 'With findings',
  leaks: 'With leaks',
} as const;

export type Show = keyof typeof shows;

export const everything: View = { search: '', show: 'all', name: '', pixelId: '' };

/** Does the filter include this conversion? `name` is left out for the counts of the name chips. */
export function includes(view: View, conversion: Conversion, withName = true): boolean {
  const { search, name, pixelId, from = 0, until = Number.POSITIVE_INFINITY } = view;
  const { lead, events, text } = conversion;
  if (pixelId !== '' && lead.pixelId !== pixelId) return false;
  if (withName && name !== '' && (lead.eventName ?? '') !== name) return false;
  if (!events.some(({ receivedAt }) => receivedAt >= from && receivedAt < until)) return false;
  return shown[view.show](conversion) && text.includes(search.trim().toLowerCase());
}

const shown: Readonly<Record<Show, (conversion: Conversion) => boolean>> = {
  all: () => true,
  conversions: (one) => one.kind !== 'refused' && !isPageView(one),
  unpaired: (one) => one.kind !== 'refused' && one.kind !== 'pair' && !isPageView(one),
  pair: ({ kind }) => kind === 'pair',
  broken: ({ kind }) => kind === 'broken',
  possible: ({ possibleDuplicate }) => possibleDuplicate !== undefined,
  browser: ({ kind }) => kind === 'browser',
  server: ({ kind }) => kind === 'server',
  refused: ({ kind }) => kind === 'refused',
  findings: ({ findings, leaks }) => findings + leaks > 0,
  leaks: ({ leaks }) => leaks > 0,
};

export function viewOf(query: string): View {
  const parameters = new URLSearchParams(query);
  const show = parameters.get('show') ?? 'all';
  const number = (key: string): number | undefined => {
    const value = Number(parameters.get(key) ?? Number.NaN);
    return Number.isFinite(value) ? value : undefined;
  };
  return {
    search: parameters.get('q') ?? '',
    show: Object.hasOwn(shows, show) ? (show as Show) : 'all',
    name: parameters.get('name') ?? '',
    pixelId: parameters.get('pixel') ?? '',
    from: number('from'),
    until: number('until'),
    open: number('event'),
  };
}

export function queryOf({ search, show, name, pixelId, from, until, open }: View): string {
  const parameters = new URLSearchParams();
  const values = { q: search, name, pixel: pixelId, from, until, event: open };
  if (show !== 'all') parameters.set('show', show);
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') parameters.set(key, String(value));
  }
  const query = parameters.toString();
  return query === '' ? '' : `?${query}`;
}
