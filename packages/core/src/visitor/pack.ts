import { allowsNothing, readConsent } from '../consent/consent.ts';
import type { Visitor } from '../event/capi-event.ts';
import { readProperty } from '../input/is-record.ts';
import { validVisitor } from './checks.ts';
import { pageUrlWithoutQuery } from './page-url.ts';

export interface PackVisitorOptions {
  /**
   * Personal data to carry too: the IP address as `meta_ip`, the user agent as `meta_ua`. Whoever
   * may read the carrier can read them, so not for a CRM.
   * @default []
   */
  include?: readonly ('ip' | 'userAgent')[] | undefined;
}

/**
 * The visitor as a few short texts that another system can carry until the conversion: Stripe
 * metadata, Cognito's ClientMetadata, CRM fields. Keys: `meta_fbp`, `meta_fbc`, `meta_url` (no
 * query), `meta_consent`, and what `include` asks for. No value has more than 500 characters: a
 * longer one is left out, never cut. A visitor who denied, or whose answer is unreadable, is the
 * consent alone. Never throws, whatever the visitor is.
 */
export function packVisitor(
  visitor: Visitor,
  options: PackVisitorOptions = {},
): Record<string, string> {
  const consent = readConsent(readProperty(visitor, 'consent'));
  if (allowsNothing(consent)) return { meta_consent: consent };
  const { fbp, fbc, eventSourceUrl, clientIpAddress, clientUserAgent } = validVisitor(visitor);
  const include = options.include ?? [];
  const packed = {
    meta_fbp: fbp,
    meta_fbc: fbc,
    meta_url: pageUrlWithoutQuery(eventSourceUrl),
    meta_ip: include.includes('ip') ? clientIpAddress : undefined,
    meta_ua: include.includes('userAgent') ? clientUserAgent : undefined,
    meta_consent: consent === 'unknown' ? undefined : consent,
  };
  return Object.fromEntries(
    Object.entries(packed).filter(
      // https://docs.stripe.com/metadata: 50 keys of 40 characters, values of 500
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= 500,
    ),
  );
}

/**
 * The visitor back out of whatever carried it, among any other keys. Anybody may have written it,
 * so every value is checked again and a bad one is left out. Consent is always set: `unknown` where
 * none was carried, `unreadable` where it is none of the accepted values; beside that or a denial
 * nothing else is read. Never throws.
 *
 * @param carrier what holds `meta_consent`, for reports and `explain`, e.g. `ClientMetadata`
 */
export function unpackVisitor(carried: unknown, carrier = 'metadata'): Visitor {
  const consent = readConsent(readProperty(carried, 'meta_consent'));
  const isRestricted = consent !== 'granted' && consent !== 'unknown';
  const decided = isRestricted
    ? { consent, consentCarrier: `${carrier} meta_consent` }
    : { consent };
  if (allowsNothing(consent)) return decided;
  const visitor = validVisitor({
    fbp: readProperty(carried, 'meta_fbp'),
    fbc: readProperty(carried, 'meta_fbc'),
    clientIpAddress: readProperty(carried, 'meta_ip'),
    clientUserAgent: readProperty(carried, 'meta_ua'),
    eventSourceUrl: pageUrlWithoutQuery(readProperty(carried, 'meta_url')),
  });
  return { ...visitor, ...decided };
}
