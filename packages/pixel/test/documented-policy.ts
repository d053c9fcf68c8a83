/**
 * The strictest Content Security Policy under which the Pixel and Meta's library send everything, as
 * docs/pixel-library.md has it, for pages whose scripts have this nonce.
 */
export function documentedPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' https://connect.facebook.net`,
    "img-src 'self' https://www.facebook.com",
    "connect-src 'self' https://www.facebook.com",
    'frame-src https://www.facebook.com',
    'form-action https://www.facebook.com',
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types meta-capi connect.facebook.net/fbevents facebook.com/signals/iwl',
  ].join('; ');
}
