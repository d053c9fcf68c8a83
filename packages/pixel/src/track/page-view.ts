import { debug } from '../fbq/debug.ts';
import { callFbq, isLibraryReady } from '../fbq/fbq.ts';
import type { PagePixel } from '../fbq/page.ts';
import { warnOfSecretUrl } from './secret-url.ts';

/**
 * Tracks a page view whenever the path or the query changes, once for each. `replaceState` with another
 * query is not a new page: maps, filters and search fields write their state there.
 */
export function followNavigation(pixel: PagePixel): void {
  const navigated = (): void => {
    pixel.catchUp();
    trackPageView(pixel);
  };
  for (const method of ['pushState', 'replaceState'] as const) {
    const change = history[method].bind(history);
    history[method] = (...state) => {
      const { pathname } = location;
      const wasViewed = pixel.viewed === pageNow();
      change(...state);
      if (method === 'pushState' || location.pathname !== pathname) navigated();
      else if (wasViewed) pixel.viewed = pageNow();
    };
  }
  addEventListener('popstate', navigated);
}

/**
 * Tracks this page's view once, if the last decision that was passed to Meta's library allows events;
 * while the library is loading, the view waits in the queue.
 */
export function trackPageView(pixel: PagePixel): void {
  const page = pageNow();
  if (!pixel.decision || page === pixel.viewed) return;
  warnOfSecretUrl();
  // Another Pixel on the page counts its own page views.
  if (!callFbq(['trackSingle', pixel.pixelId, 'PageView'])) return;
  pixel.viewed = page;
  // A library that is locked has put the call into its queue.
  debug(isLibraryReady() ? 'sent' : 'waiting', 'PageView');
}

function pageNow(): string {
  return location.pathname + location.search;
}
