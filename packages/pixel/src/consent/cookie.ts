import { rawCookieValues } from '@meta-capi/core/browser';

/**
 * Writes a first-party cookie for the widest domain that the browser accepts, which is where the Pixel
 * keeps its own: `example.com` on `www.example.com`. Without a value it deletes the cookie, wherever
 * this page could have written it. Returns whether the browser has kept the value.
 */
export function writeCookie(name: string, value = '', days = 180): boolean {
  if (value) writeCookie(name);
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  const labels = location.hostname.split('.');
  // From the widest domain, of which browsers refuse those that are public suffixes, to this host alone.
  const domains = labels.map((_, index) => `; Domain=${labels.slice(~index).join('.')}`);
  return [...domains.slice(1), ''].some((domain) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs https and is asynchronous
    document.cookie = `${name}=${value}; Max-Age=${value ? days * 86_400 : 0}; Path=/; SameSite=Lax${secure}${domain}`;
    return value && rawCookieValues(document.cookie, name).includes(value);
  });
}
