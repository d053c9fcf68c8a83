import { allowsNothing, readConsent } from '../consent/consent.ts';
import { consentTime } from '../consent/consent-time.ts';
import type { Visitor } from '../event/capi-event.ts';
import { readProperty } from '../input/is-record.ts';
import { type VisitorKey, validVisitor, visitorKeyList } from './keys.ts';

export interface PackVisitorOptions {
  /**
   * Personal data to carry too: the IP address as `meta_ip`, the user agent as `meta_ua`. Everyone
   * with access to the carrier can read them, so do not store them in a CRM.
   * @default []
   */
  include?: readonly ('ip' | 'userAgent')[] | undefined;
}

/**
 * The visitor as a few short texts that another system can carry until the conversion: Stripe
 * metadata, Cognito's ClientMetadata, CRM fields. Keys: `meta_fbp`, `meta_fbc`, `meta_url` (no
 * query), `meta_consent`, `meta_consent_at` (Unix seconds, if `consentAt` is given), and what `include`
 * asks for. No value has more than 500 characters: a longer one is left out, never cut. For a visitor
 * who denied, or whose answer is unreadable, the answer and its time alone; for one who has not
 * answered, the page alone. Never throws, whatever the visitor is.
 */
export function packVisitor(
  visitor: Visitor,
  options: PackVisitorOptions = {},
): Record<string, string> {
  const consent = readConsent(readProperty(visitor, 'consent'));
  const packed: Record<string, string> = {};
  const include = options.include ?? [];
  const valid = allowsNothing(consent) ? {} : validVisitor(visitor);
  for (const { name, packed: how } of visitorKeyList) {
    if (how === undefined || (how.include && !include.includes(how.include))) continue;
    if (consent === 'unknown' && name !== 'eventSourceUrl') continue;
    const value = how.check === undefined ? valid[name] : how.check(valid[name]);
    if (typeof value === 'string' && value.length <= longestValue) packed[how.name] = value;
  }
  if (consent === 'unknown') return packed;
  packed['meta_consent'] = consent;
  const answeredAt = consentTime(readProperty(visitor, 'consentAt'));
  if (answeredAt !== undefined) packed['meta_consent_at'] = String(answeredAt);
  return packed;
}

// https://docs.stripe.com/metadata: 50 keys of 40 characters, values of 500
const longestValue = 500;

/**
 * Reads the visitor from an object that carries it among other keys. The values can be spoofed, so
 * each is checked again and an invalid one is left out. Consent is always set: `unknown` if no answer
 * was carried, `unreadable` if it is not one of the accepted values. After that or a denial nothing
 * else is read. Never throws.
 *
 * @param carrier what holds `meta_consent`, for reports and `explain`, e.g. `ClientMetadata`
 */
export function unpackVisitor(carried: unknown, carrier = 'metadata'): Visitor {
  const consent = readConsent(readProperty(carried, 'meta_consent'));
  const decided: Visitor = { consent };
  if (consent !== 'granted' && consent !== 'unknown') {
    decided.consentCarrier = `${carrier} meta_consent`;
  }
  const consentAt = readPackedTime(readProperty(carried, 'meta_consent_at'));
  if (consentAt !== undefined && consent !== 'unknown') decided.consentAt = consentAt;
  if (allowsNothing(consent)) return decided;
  const given: Partial<Record<VisitorKey, unknown>> = {};
  for (const { name, packed } of visitorKeyList) {
    if (packed === undefined) continue;
    const value = readProperty(carried, packed.name);
    given[name] = packed.check === undefined ? value : packed.check(value);
  }
  return { ...validVisitor(given), ...decided };
}

function readPackedTime(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{1,12}$/.test(value)
    ? consentTime(Number(value))
    : undefined;
}
