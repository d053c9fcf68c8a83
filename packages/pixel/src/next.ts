'use client';

import { useEffect, useLayoutEffect } from 'react';
import { initPixel } from './init-pixel.ts';
import type { PixelOptions } from './options.ts';
import { pixelWindow } from './page.ts';

/**
 * The Pixel for Next.js: put it once into the root layout, before the page. Consent and page views
 * are {@link initPixel}'s. It renders nothing, and starts before any effect of the page, so that a
 * page may track in its own.
 *
 * @example
 * <MetaPixel pixelId={pixelId} whenConsentUnknown="drop" nonce={nonce} />
 */
export function MetaPixel(options: PixelOptions): null {
  usePageEffect(() => {
    initPixel(options);
  });
  return null;
}

// React before 19 complains of a layout effect on a server, though a server runs neither.
// https://github.com/facebook/react/pull/26395
const usePageEffect = pixelWindow() === undefined ? useEffect : useLayoutEffect;
