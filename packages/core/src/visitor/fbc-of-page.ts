import { cookieValues } from '../cookies/cookie-header.ts';
import { buildFbc, isExpired, isFbclid, parseFbc } from './click-id.ts';

/**
 * The `fbc` of a page view: the `_fbc` cookie that has the click id of the page's link, or a new one,
 * first seen at `nowMs`, if no cookie has it; without a link, the newest cookie. Value and time of a
 * cookie stay unchanged. One that is expired, or more than a day ahead of `nowMs`, does not count,
 * and its click is not made new by its link either.
 *
 * @param cookies a `Cookie` header or `document.cookie`. Cookies of several domains or paths may
 * meet, and their order has no meaning.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc
// https://www.rfc-editor.org/rfc/rfc6265#section-4.2.2
export function fbcOfPage(
  cookies: string,
  fbclid: string | undefined,
  nowMs: number,
): string | undefined {
  const kept = cookieValues(cookies, '_fbc').flatMap((value) => {
    const fbc = parseFbc(value);
    return fbc === undefined ? [] : [{ value, ...fbc }];
  });
  const isRepeated = kept.some((fbc) => fbc.fbclid === fbclid);
  if (isFbclid(fbclid) && !isRepeated) return buildFbc(fbclid, nowMs);
  const valid = kept.filter((fbc) => !isExpired(fbc, nowMs));
  const repeated = valid.filter((fbc) => fbc.fbclid === fbclid);
  // Not toSorted, which Safari 15 lacks: pages run this too.
  return (repeated.length > 0 ? repeated : valid).sort(
    (one, other) => other.creationTimeMs - one.creationTimeMs,
  )[0]?.value;
}
