import { allowsNothing, readConsent } from '../consent/consent.ts';
import type { Visitor } from '../event/capi-event.ts';
import { readProperty } from '../input/is-record.ts';
import { type VisitorKey, validVisitor, visitorKeyList } from './keys.ts';

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
  const valid = validVisitor(visitor);
  const include = options.include ?? [];
  const packed: Record<string, string> = {};
  for (const { name, packed: how } of visitorKeyList) {
    if (how === undefined || (how.include && !include.includes(how.include))) continue;
    const value = how.check === undefined ? valid[name] : how.check(valid[name]);
    if (typeof value === 'string' && value.length <= longestValue) packed[how.name] = value;
  }
  if (consent !== 'unknown') packed['meta_consent'] = consent;
  return packed;
}

// https://docs.stripe.com/metadata: 50 keys of 40 characters, values of 500
const longestValue = 500;

/**
 * The visitor back out of whatever carried it, among any other keys. Anybody may have written it,
 * so every value is checked again and a bad one is left out. Consent is always set: `unknown` where
 * none was carried, `unreadable` where it is none of the accepted values; beside that or a denial
 * nothing else is read. Never throws.
 *
 * @param carrier what holds `meta_consent`, for the report of an unreadable one, e.g. `ClientMetadata`
 */
export function unpackVisitor(carried: unknown, carrier = 'metadata'): Visitor {
  const consent = readConsent(readProperty(carried, 'meta_consent'));
  if (consent === 'unreadable') return { consent, consentCarrier: `${carrier} meta_consent` };
  if (consent === 'denied') return { consent };
  const given: Partial<Record<VisitorKey, unknown>> = {};
  for (const { name, packed } of visitorKeyList) {
    if (packed === undefined) continue;
    const value = readProperty(carried, packed.name);
    given[name] = packed.check === undefined ? value : packed.check(value);
  }
  return { ...validVisitor(given), consent };
}
