import { pixelBaseCode } from '@meta-capi/pixel';

/** The head of every page; `nonce` is that of the page's Content Security Policy. */
export function head(nonce: string): string {
  const pixelId = process.env['META_PIXEL_ID'];
  return `<script nonce="${nonce}">${pixelBaseCode({ pixelId, whenConsentUnknown: 'drop' })}</script>`;
}
