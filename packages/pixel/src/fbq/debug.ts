import type { PixelDebug } from './options.ts';
import { pagePixel } from './page.ts';
import { warn } from './warn.ts';

/** Reports the event to the site's `debug` function, whose exception must not stop the Pixel. */
export const debug: PixelDebug = (...event) => {
  try {
    pagePixel()?.debug?.(...event);
  } catch {
    warn('debug failed.');
  }
};
