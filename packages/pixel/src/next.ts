import { createElement, type ReactElement } from 'react';
import { namedOptions } from './fbq/named-options.ts';
import type { PixelOptions } from './fbq/options.ts';
import { ClientPixel } from './next-client.ts';

/**
 * The Pixel for Next.js: put it once into the root layout, before the page. Consent and page views
 * are {@link initPixel}'s. It renders nothing, and starts before any effect of the page, so that a
 * page may track in its own. Set `debug` in a client component only: React refuses a function as a prop
 * from a server component, such as the root layout.
 *
 * @example
 * <MetaPixel pixelId={pixelId} whenConsentUnknown="drop" nonce={nonce} />
 */
// No client component: React writes those components' props into the page, all that are given.
export function MetaPixel(options: PixelOptions): ReactElement {
  const { debug } = options;
  return createElement(ClientPixel, { ...namedOptions(options), ...(debug && { debug }) });
}
