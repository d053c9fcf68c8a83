import { pageDecision } from '../consent/page-consent.ts';
import { pagePixel, pixelWindow } from '../fbq/page.ts';

/**
 * Does the Pixel send an event now? `true` once Meta's library and the Pixel's configuration have
 * loaded and the visitor allows it. `false` on a server, without consent, while either of the two is
 * still loading, and where one is blocked or replaced by a script that does nothing.
 */
export function isPixelReady(): boolean {
  return isLibraryReady() && pageDecision() !== 'drop';
}

/** May events be sent on this page, now or as soon as the library has loaded? */
export function isPixelAllowed(): boolean {
  return pagePixel()?.library !== 'blocked' && pageDecision() !== 'drop';
}

/**
 * Has Meta's library read its queue to the end? It stops there until the configuration of every Pixel
 * has loaded, so `callMethod` alone proves nothing.
 */
export function isLibraryReady(): boolean {
  const fbq = pixelWindow()?.fbq;
  return fbq?.callMethod !== undefined && fbq.queue?.length === 0;
}
