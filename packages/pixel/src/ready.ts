import { pixelWindow } from './page.ts';
import { pageDecision } from './page-consent.ts';

/**
 * Would the Pixel take an event now? `true` where it is on the page, or on its way and queueing, and
 * the visitor allows it; `false` on a server, without consent and where the library was blocked.
 */
export function isPixelReady(): boolean {
  const page = pixelWindow();
  return (
    typeof page?.fbq === 'function' &&
    page.metaCapiPixel?.library !== 'blocked' &&
    pageDecision() !== 'drop'
  );
}
