import { clickCookies } from './cookies.ts';
import type { Hit } from './library.ts';

/** Sends a hit to `…/tr/`: as an image if the address is short enough, otherwise as a POSTed form. */
// https://developers.facebook.com/documentation/meta-pixel/implementation/conversion-tracking
export async function sendHit(hit: Hit, endpoint: string): Promise<void> {
  const { fbp, fbc, multiFbc } = clickCookies();
  const fields: Record<string, unknown> = {
    id: hit.pixelId,
    ev: hit.eventName,
    dl: location.href,
    rl: document.referrer,
    if: window !== window.top,
    ts: Date.now(),
    ec: hit.eventCount,
    eid: hit.eventId,
    fbp,
    fbc,
    multiFbc,
  };
  if (hit.dataProcessing) {
    fields['dpo'] = hit.dataProcessing.options.join(',');
    fields['dpoco'] = hit.dataProcessing.country;
    fields['dpost'] = hit.dataProcessing.state;
  }
  for (const [key, value] of Object.entries(hit.customData)) fields[`cd[${key}]`] = value;
  // Without anything to hash, send at once: a page that is being left may not continue.
  for (const [key, value] of Object.entries(hit.userData)) {
    const hashed = await hash(key, textOf(value));
    if (hashed !== undefined) fields[`ud[${key}]`] = hashed;
  }
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) {
    if (value !== undefined && value !== null) query.set(key, textOf(value));
  }
  const url = `${endpoint}?${query}`;
  if (url.length < 2048) new Image().src = url;
  else postForm(endpoint, query);
}

/** A form in a separate frame: a page's policy needs `frame-src` and `form-action` for it. */
function postForm(endpoint: string, fields: URLSearchParams): void {
  const name = `fb${Math.random().toString().slice(2)}`;
  const form = document.createElement('form');
  const frame = document.createElement('iframe');
  Object.assign(form, { method: 'post', action: endpoint, target: name });
  form.style.display = 'none';
  Object.assign(frame, { src: 'about:blank', name });
  form.append(frame);
  for (const [key, value] of fields) {
    form.append(Object.assign(document.createElement('input'), { name: key, value }));
  }
  frame.addEventListener(
    'load',
    () => {
      frame.addEventListener('load', () => form.remove(), { once: true });
      form.submit();
    },
    { once: true },
  );
  document.body.append(form);
}

/** The Pixel hashes what is not hashed; without https a browser cannot. */
async function hash(key: string, value: string): Promise<string | undefined> {
  if (/^[\da-f]{64}$/.test(value)) return value;
  if (!isSecureContext) return undefined;
  const plain = value.trim().toLowerCase();
  const bytes = new TextEncoder().encode(key === 'external_id' ? plain.replace(/\s+/g, '') : plain);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
