import { baseCode } from './base-code.generated.ts';
import { namedOptions } from './fbq/named-options.ts';
import type { PageOptions } from './fbq/options.ts';

/**
 * The text of an inline `<script>` for the head of every page: {@link initPixel} without a bundle.
 * It decides about consent in the browser, so the page may be cached. It takes no `debug`, which is a
 * function.
 *
 * @example
 * `<script nonce="${nonce}">${pixelBaseCode({ pixelId, whenConsentUnknown: 'drop' })}</script>`
 */
export function pixelBaseCode(options: PageOptions): string {
  // No "</script>", no "<!--".
  const json = JSON.stringify(namedOptions(options)).replace(/</g, '\\u003c');
  return baseCode.replace('__PIXEL_OPTIONS__', () => json);
}
