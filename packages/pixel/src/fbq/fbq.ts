import { type Call, type Fbq, type PagePixel, type PixelWindow, pixelWindow } from './page.ts';
import { warn } from './warn.ts';

/** Puts Meta's queue on the page, with the names its library looks for; `false` if one is there. */
// https://developers.facebook.com/documentation/meta-pixel/get-started
export function installQueue(page: PixelWindow, pixel: PagePixel): boolean {
  if (page.fbq) return false;
  const fbq = ((...call) => {
    if (readRestriction(pixel, call)) pixel.obey();
    // The site's own calls obey too, and an answer given in another tab or to the server counts.
    else if (!isTracking(call) || pixel.catchUp()) {
      for (const each of admitted(pixel, call)) {
        if (fbq.callMethod) fbq.callMethod(...Array.from(each));
        else fbq.queue.push(each);
      }
    }
  }) as Fbq;
  Object.assign(fbq, {
    push: fbq,
    loaded: true,
    version: '2.0',
    queue: [],
    // Otherwise the library counts extra page views, with ids that no server event has.
    disablePushState: true,
    allowDuplicatePageViews: true,
  });
  page.fbq = fbq;
  // oxlint-disable-next-line no-underscore-dangle -- the name that Meta's library looks for
  page._fbq ??= fbq;
  return true;
}

/**
 * Has Meta's library read its queue to the end? It stops there until the configuration of every Pixel
 * has loaded, so `callMethod` alone proves nothing.
 */
export function isLibraryReady(): boolean {
  const fbq = pixelWindow()?.fbq;
  return fbq?.callMethod !== undefined && fbq.queue?.length === 0;
}

/**
 * Calls the page's `fbq`, or the given function of it; `false` if it is missing, not a function, or throws.
 * To pass an answer to a loaded library, give its `callMethod`: the page's `fbq` would read that as the
 * page's own call.
 */
export function callFbq(
  call: readonly unknown[],
  fbq: Fbq['callMethod'] = pixelWindow()?.fbq,
): boolean {
  try {
    // Throws where it is missing.
    (fbq as Fbq)(...call);
    return true;
  } catch {
    return false;
  }
}

/** Is this a call that sends an event? `fire` is one that the library has put back into the queue. */
export function isTracking(call: Call): boolean {
  return /^(track|fire)/.test(String(call[0]));
}

/**
 * Keeps what the page's own `consent` and `dataProcessingOptions` calls restrict, beside what the visitor
 * allows; `false` for any other call. Options that the library would refuse restrict all the same.
 */
// https://developers.facebook.com/documentation/meta-pixel/implementation/data-processing-options
export function readRestriction(pixel: PagePixel, call: Call): boolean {
  const { 0: method, 1: first, 2: country, 3: state } = call;
  if (method === 'consent') {
    if (first === 'revoke' || first === 'grant') pixel.isRevoked = first === 'revoke';
    return true;
  }
  if (method !== 'dataProcessingOptions') return false;
  const { length } = (first ?? []) as readonly unknown[];
  pixel.limits = length === 0 ? undefined : limitedUse(country === 1 ? 1 : 0, state);
  return true;
}

/**
 * The arguments of `dataProcessingOptions`. The library takes no state but California's (1000): with any
 * other it ignores the whole call, and the event is not limited. With 0 Meta geolocates.
 */
// https://developers.facebook.com/documentation/meta-pixel/implementation/data-processing-options
export function limitedUse(country: 0 | 1, state: unknown): readonly unknown[] {
  return [['LDU'], country, state === 1000 ? state : 0];
}

/**
 * The calls to make in place of this one. Page views of our Pixel are tracked by `initPixel`, so those
 * of another base code on the page go to the other Pixels alone.
 */
export function admitted(pixel: PagePixel, call: Call): readonly Call[] {
  const { 0: method, 1: first } = call;
  // A page may write an id as a number.
  if (method === 'init') pixel.pixelIds.add(String(first));
  if (method !== 'track' || first !== 'PageView') return [call];
  const [, ...others] = pixel.pixelIds;
  if (others.length === 0) warn('remove the other PageView.');
  return others.map((other) => ['trackSingle', other, ...Array.from(call).slice(1)]);
}
