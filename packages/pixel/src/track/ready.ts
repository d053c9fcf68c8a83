import { isPixelAllowed } from '../consent/page-decision.ts';
import { isLibraryReady } from '../fbq/fbq.ts';

/**
 * Does the Pixel send an event now? `true` once Meta's library and the Pixel's configuration have
 * loaded and the visitor allows it. `false` on a server, without consent, while either of the two is
 * still loading, and where one is blocked or replaced by a script that does nothing.
 *
 * Once both have loaded, it also applies an answer that was given in another tab or by the server since:
 * Meta's library receives it, and a page view that waited for it is tracked.
 */
export function isPixelReady(): boolean {
  return isLibraryReady() && isPixelAllowed();
}
