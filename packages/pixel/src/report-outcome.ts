import type { PixelOutcome } from './debug.ts';
import { pixelWindow } from './page.ts';
import { warn } from './warn.ts';

/** Passes an outcome to the `debug` option, whose exceptions stay out of the page's own code. */
export function reportOutcome(outcome: PixelOutcome, eventName: string, eventId?: string): void {
  try {
    pixelWindow()?.metaCapiPixel?.settings.debug?.(outcome, eventName, eventId);
  } catch {
    warn('debug failed.');
  }
}
