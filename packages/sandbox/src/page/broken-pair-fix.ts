import type { Conversion, PageEvent } from './events.ts';

/** The id that both halves of a broken pair should have, and the side that has to change. */
export interface BrokenPairFix {
  readonly eventId: string;
  readonly changes: PageEvent['source'];
}

/** The server's id if it has a usable one, else the browser's; undefined if neither has one. */
export function brokenPairFixOf({ events }: Conversion): BrokenPairFix | undefined {
  const accepted = events.filter(({ verdict }) => verdict !== 'refused');
  const server = usableId(accepted.find(({ source }) => source === 'server'));
  if (server !== undefined) return { eventId: server, changes: 'browser' };
  const browser = usableId(accepted.find(({ source }) => source === 'browser'));
  return browser === undefined ? undefined : { eventId: browser, changes: 'server' };
}

function usableId(event: PageEvent | undefined): string | undefined {
  const isPlaceholder = event?.findings.some(({ rule }) => rule === 'event-id-placeholder');
  return isPlaceholder ? undefined : event?.eventId;
}
