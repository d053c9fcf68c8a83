import type { PixelOutcome } from '../fbq/debug.ts';
import { pagePixel } from '../fbq/page.ts';
import { warn } from '../fbq/warn.ts';

/** Passes an outcome to the `debug` option, whose exceptions stay out of the page's own code. */
export function reportOutcome(outcome: PixelOutcome, eventName: string, eventId?: string): void {
  try {
    pagePixel()?.settings.debug?.(outcome, eventName, eventId);
  } catch {
    warn('debug failed.');
  }
}
