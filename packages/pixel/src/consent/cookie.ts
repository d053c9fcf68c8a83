import { cookieValues } from '@meta-capi/core/browser';

/** For how many seconds an answer is kept. */
export const halfAYear: number = 180 * 86_400;

/**
 * Writes a first-party cookie for the widest domain that the browser takes, which is where the Pixel
 * keeps its own: `example.com` on `www.example.com`.
 */
export function writeCookie(name: string, value: string, maxAgeSeconds: number): void {
  deleteCookie(name);
  for (const domain of cookieDomains()) {
    setCookie(`${name}=${value}; Max-Age=${maxAgeSeconds}`, domain);
    if (cookieValues(document.cookie, name).includes(value)) return;
  }
}

/** Deletes a cookie wherever this page could have put it. */
export function deleteCookie(name: string): void {
  for (const domain of cookieDomains()) setCookie(`${name}=; Max-Age=0`, domain);
}

function setCookie(cookie: string, domain: string): void {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  const scope = domain && `; Domain=${domain}`;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs https and answers later
  document.cookie = `${cookie}; Path=/; SameSite=Lax${secure}${scope}`;
}

// From the widest, of which browsers refuse those that are public suffixes, to this host alone.
function cookieDomains(): string[] {
  const labels = location.hostname.split('.');
  const domains = labels.map((_, index) => labels.slice(-1 - index).join('.'));
  return [...domains.slice(1), ''];
}
