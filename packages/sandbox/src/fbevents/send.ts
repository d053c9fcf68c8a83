import { clickCookies } from './cookies.ts';
import type { Hit } from './library.ts';

/** Sends a hit to `…/tr`: as an image where the address is short enough, else as a form. */
// https://developers.facebook.com/documentation/meta-pixel/implementation/conversion-tracking
export async function sendHit(hit: Hit, endpoint: string): Promise<void> {
  const { fbp, fbc } = clickCookies();
  const [options, country, state] = hit.dataProcessing;
  const fields: Record<string, unknown> = {
    id: hit.pixelId,
    ev: hit.eventName,
    dl: location.href,
    rl: document.referrer,
    ts: Date.now(),
    eid: hit.eventId,
    fbp,
    fbc,
    ...(options === undefined ? {} : { dpo: listOf(options), dpoco: country, dpost: state }),
  };
  for (const [key, value] of Object.entries(hit.customData)) fields[`cd[${key}]`] = value;
  const query = new URLSearchParams();
  // Nothing is waited for where there is nothing to hash: a page that is left may not come back.
  for (const [key, value] of Object.entries(hit.userData)) {
    const hashed = await hash(textOf(value));
    if (hashed !== undefined) fields[`ud[${key}]`] = hashed;
  }
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null) query.set(key, textOf(value));
  }
  const url = `${endpoint}?${query}`;
  if (url.length <= 2048) new Image().src = url;
  else navigator.sendBeacon(endpoint, query);
}

/** The Pixel hashes what is not hashed; without https a browser cannot. */
async function hash(value: string): Promise<string | undefined> {
  if (/^[\da-f]{64}$/.test(value)) return value;
  if (!isSecureContext) return undefined;
  const bytes = new TextEncoder().encode(value.trim().toLowerCase());
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function listOf(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : textOf(value);
}
