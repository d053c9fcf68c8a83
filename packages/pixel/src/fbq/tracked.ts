import { type PagePixel, pagePixel } from './page.ts';
import { readStored, store } from './storage.ts';

/** The localStorage key of the tracked events. */
export const trackedKey = 'meta_tracked';

const pageWithoutPixel: Pick<PagePixel, 'tracked' | 'waiting'> = { tracked: [], waiting: [] };

type Entry = readonly [event: unknown, trackedAt: unknown];

/**
 * Was this tracked before in this browser: by a double click, before a reload, in another tab? Meta
 * compares a browser's event with the server's, and promises nothing for two of browsers.
 */
export function repetition(event: string): 'duplicate' | 'already waiting' | undefined {
  const { tracked, waiting } = memory();
  if (waiting.includes(event)) return 'already waiting';
  return tracked.includes(event) || inThisBrowser().some((entry) => entry[0] === event)
    ? 'duplicate'
    : undefined;
}

/** Remembers what was sent: on this page, and for the pages to come. */
export function keepTracked(events: readonly string[]): void {
  memory().tracked.push(...events);
  const entries = [...inThisBrowser(), ...events.map((event) => [event, Date.now()])];
  store(trackedKey, entries.slice(-100));
}

/** What this page has tracked; events that wait for the library are not kept in the browser. */
export function memory(): Pick<PagePixel, 'tracked' | 'waiting'> {
  return pagePixel() ?? pageWithoutPixel;
}

// An event's id identifies an order, so it is not kept longer than needed: people reopen the link to a
// thank-you page within days. Safari deletes script-written storage after seven days.
// https://webkit.org/blog/10218/full-third-party-cookie-blocking-and-more/
function inThisBrowser(): readonly Entry[] {
  try {
    // After a clock was set back, entries may be in the future.
    return (readStored(trackedKey) as readonly Entry[]).filter(
      (entry) => Math.abs(Date.now() - (entry?.[1] as number)) < 7 * 86_400_000,
    );
  } catch {
    return []; // No list.
  }
}
