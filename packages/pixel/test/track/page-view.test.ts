import { afterEach, expect, it, vi } from 'vitest';
import type { PagePixel } from '../../src/fbq/page.ts';
import { initPixel } from '../../src/init-pixel.ts';
import { trackPageView } from '../../src/track/page-view.ts';
import { fakePage, foreignFbq } from '../fake-page.ts';

afterEach(() => vi.unstubAllGlobals());

it.each([undefined, false])('does not track a page view under the decision %s', (decision) => {
  const fbq = foreignFbq();
  const page = fakePage({ fbq });
  initPixel({ pixelId: '1234567890', whenConsentUnknown: 'drop' });
  const pixel = { ...page.window.metaCapiPixel, decision } as PagePixel;
  fbq.mockClear();

  trackPageView(pixel);
  expect(fbq).not.toHaveBeenCalled();
  trackPageView({ ...pixel, decision: true });
  expect(fbq).toHaveBeenCalledExactlyOnceWith('trackSingle', '1234567890', 'PageView');
});
