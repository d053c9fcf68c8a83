import { rawCookieValues } from '@meta-capi/core/browser';

/** For how many seconds an answer is kept: 180 days. */
const halfAYear = 15_552_000;

/**
 * Writes a first-party cookie for the widest domain that the browser accepts, which is where the Pixel
 * keeps its own: `example.com` on `www.example.com`. Without a value it deletes the cookie, wherever
 * this page could have written it. Returns whether the browser has kept the value.
 */
export function writeCookie(name: string, value = '', maxAgeSeconds: number = halfAYear): boolean {
  if (value) writeCookie(name);
  const labels = location.hostname.split('.');
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  // From the widest domain, of which browsers refuse those that are public suffixes, to this host alone.
  for (let count = 2; count < labels.length + 2; count += 1) {
    const domain = count > labels.length ? '' : `; Domain=${labels.slice(-count).join('.')}`;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs https and is asynchronous
    document.cookie = `${name}=${value}; Max-Age=${value ? maxAgeSeconds : 0}; Path=/; SameSite=Lax${secure}${domain}`;
    if (value && rawCookieValues(document.cookie, name).includes(value)) return true;
  }
  return false;
}
