import { type PagePixel, pixelWindow } from './page.ts';

/**
 * Takes what was tracked out of the queue, as long as that waits for Meta's library: it reads the
 * calls in their order, and would send them before it comes to the refusal.
 */
export function takeBackTracked(pixel: PagePixel): void {
  const fbq = pixelWindow()?.fbq;
  if (pixel.library !== 'loading' || !fbq?.queue || fbq.callMethod) return;
  const others = fbq.queue.filter(([method]) => !/^(track|consent)/.test(String(method)));
  fbq.queue = [['consent', 'revoke'], ...others];
  pixel.tracked = [];
  pixel.viewed = undefined;
}
