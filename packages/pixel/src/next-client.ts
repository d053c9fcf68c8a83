'use client';

import { useEffect, useLayoutEffect } from 'react';
import type { PixelOptions } from './fbq/options.ts';
import { pixelWindow } from './fbq/page.ts';
import { initPixel } from './index.ts';

/** The part of `<MetaPixel>` that runs in the browser. */
export function ClientPixel(options: PixelOptions): null {
  usePageEffect(() => {
    initPixel(options);
  });
  return null;
}

// React before 19 complains of a layout effect on a server, though a server runs neither.
// https://github.com/facebook/react/pull/26395
const usePageEffect = pixelWindow() === undefined ? useEffect : useLayoutEffect;
