import type { Diagnostics } from '../../event/issue.ts';
import type { WireEvent, WireUserData } from '../../event/prepared-event.ts';

// Meta rejects an event whose keys are all within one of these sets: they fit too many people.
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/best-practices
const tooBroad: readonly ReadonlySet<string>[] = [
  new Set(['ct', 'country', 'st', 'zp', 'ge', 'client_user_agent']),
  new Set(['db', 'client_user_agent']),
  new Set(['fn', 'ge']),
  new Set(['ln', 'ge']),
];

/** Do the keys of `user_data` fit too many people? Not if a strong one is among them. */
export function isTooBroad(userData: WireUserData): boolean {
  if (hasStrongKey(userData)) return false;
  const keys = Object.keys(userData);
  return tooBroad.some((broad) => keys.every((key) => broad.has(key)));
}

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/best-practices
const strongKeys: ReadonlySet<string> = new Set([
  'em',
  'ph',
  'external_id',
  'fbc',
  'fbp',
  'fb_login_id',
  'lead_id',
  'ctwa_clid',
  'page_scoped_user_id',
  'ig_sid',
]);

/** Is there a key that identifies one person? */
function hasStrongKey(userData: WireUserData): boolean {
  for (const key in userData) if (strongKeys.has(key)) return true;
  return false;
}

/** Warns if a value is missing that Meta asks for or that would identify the person. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
export function warnOfWeakMatch(
  { action_source, user_data, event_source_url }: WireEvent,
  { warnings }: Diagnostics,
): void {
  if (action_source === 'website' && user_data['client_user_agent'] === undefined) {
    const path = 'visitor.clientUserAgent';
    const message = `${path} is missing: Meta asks for the browser's user agent on website events.`;
    warnings.push({ code: 'missing_client_user_agent', path, message });
  }
  if (action_source === 'website' && event_source_url === undefined) {
    const path = 'visitor.eventSourceUrl';
    const message = `${path} is missing: Meta asks for the page's address on website events.`;
    warnings.push({ code: 'missing_event_source_url', path, message });
  }
  if (!hasStrongKey(user_data)) {
    const message =
      'Nothing in this event identifies one person: add userData.email, phone or externalId, or visitor.fbp or fbc.';
    warnings.push({ code: 'no_strong_match_key', path: 'userData', message });
  }
}
