import { type Fbq, type PagePixel, pixelWindow } from './page.ts';
import { warn } from './warn.ts';

/** Puts Meta's queue on the page, with the names its library looks for; `false` if one is there. */
// https://developers.facebook.com/documentation/meta-pixel/get-started
export function installQueue(): boolean {
  const page = pixelWindow();
  if (page === undefined || page.fbq) return false;
  const fbq: Fbq = (...call) => {
    const pixel = page.metaCapiPixel;
    if (pixel && readRestriction(pixel, call)) {
      pixel.obey();
      return;
    }
    // The site's own calls obey too, and an answer given in another tab or to the server counts.
    if (pixel && isTracking(call)) {
      pixel.catchUp();
      if (pixel.told === 'drop') return;
    }
    for (const each of admitted(pixel, call)) {
      if (fbq.callMethod) fbq.callMethod(...Array.from(each));
      else fbq.queue.push(each);
    }
  };
  fbq.push = fbq;
  fbq.loaded = true;
  fbq.version = '2.0';
  fbq.queue = [];
  page.fbq = fbq;
  // oxlint-disable-next-line no-underscore-dangle -- the name that Meta's library looks for
  page._fbq ??= fbq;
  return true;
}

/** Calls the page's `fbq`, whatever it is; `false` where that is impossible. */
export function callFbq(...call: unknown[]): boolean {
  try {
    const fbq = pixelWindow()?.fbq;
    fbq?.(...call);
    return fbq !== undefined;
  } catch {
    return false;
  }
}

/** Is this a call that sends an event? `fire` is one that the library has put back into the queue. */
export function isTracking(call: ArrayLike<unknown>): boolean {
  return /^(?:track|fire)/.test(String(call[0]));
}

/**
 * Keeps what the page's own `consent` and `dataProcessingOptions` calls restrict, beside what the visitor
 * allows; `false` for any other call. Options that the library would refuse restrict all the same.
 */
// https://developers.facebook.com/documentation/meta-pixel/implementation/data-processing-options
export function readRestriction(pixel: PagePixel, call: ArrayLike<unknown>): boolean {
  const [method, first, country, state] = Array.from(call);
  if (method === 'consent') {
    if (first === 'revoke' || first === 'grant') pixel.isRevoked = first === 'revoke';
    return true;
  }
  if (method !== 'dataProcessingOptions') return false;
  const isLimited = Array.isArray(first) ? first.length > 0 : first !== undefined;
  pixel.limits = isLimited
    ? [['LDU'], country === 1 ? 1 : 0, state === 1000 ? 1000 : 0]
    : undefined;
  return true;
}

/**
 * The calls to make in place of this one. Page views of our Pixel are tracked by `initPixel`, so those
 * of another base code on the page go to the other Pixels alone.
 */
export function admitted(
  pixel: PagePixel | undefined,
  call: ArrayLike<unknown>,
): readonly ArrayLike<unknown>[] {
  const [method, first, ...rest] = Array.from(call);
  // A page may write an id as a number.
  const id = String(first);
  if (method === 'init' && pixel && ![pixel.settings.pixelId, ...pixel.others].includes(id))
    pixel.others.push(id);
  if (method !== 'track' || first !== 'PageView' || pixel === undefined) return [call];
  if (pixel.others.length === 0) warn("fbq('track', 'PageView') ignored: initPixel tracks it.");
  return pixel.others.map((other) => ['trackSingle', other, first, ...rest]);
}
