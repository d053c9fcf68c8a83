import { type Fbq, pixelWindow } from './page.ts';

/** Puts Meta's queue on the page, with the names its library looks for; `false` if one is there. */
// https://developers.facebook.com/documentation/meta-pixel/get-started
export function installQueue(): boolean {
  const page = pixelWindow();
  if (page === undefined || page.fbq) return false;
  const fbq: Fbq = (...call) => {
    if (fbq.callMethod) fbq.callMethod(...call);
    else fbq.queue.push(call);
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
