import { callFbq } from './fbq.ts';
import type { PagePixel } from './page.ts';
import { isPixelReady } from './ready.ts';

/** Tracks a page view wherever the path or the query changes, once for each. */
export function followNavigation(pixel: PagePixel): void {
  const pushState = history.pushState.bind(history);
  history.pushState = (...state) => {
    pushState(...state);
    navigated(pixel);
  };
  addEventListener('popstate', () => navigated(pixel));
}

function navigated(pixel: PagePixel): void {
  pixel.catchUp();
  trackPageView(pixel);
}

/** Tracks this page's view, unless it was. */
export function trackPageView(pixel: PagePixel): void {
  const page = location.pathname + location.search;
  if (page === pixel.viewed || !isPixelReady()) return;
  // Another Pixel on the page counts its own page views.
  if (callFbq('trackSingle', pixel.settings.pixelId, 'PageView')) pixel.viewed = page;
}
