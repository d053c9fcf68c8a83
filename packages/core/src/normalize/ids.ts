import type { Normalized, Problem } from './rule.ts';

/**
 * Your id of this person without white space and in lower case, as Meta's Pixel and parameter builder
 * spell it: an id in another spelling would match none of theirs. One Unicode spelling, so that every
 * channel hashes the same bytes.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
// https://github.com/facebook/capi-param-builder
export function normalizeExternalId(text: string): string {
  // Most ids are ASCII without capitals, and so spelled like this already.
  if (lowerAscii.test(text)) return text;
  return text.replace(/\s/g, '').toLowerCase().normalize('NFC');
}

const lowerAscii = /^[!-@[-~]*$/;

/** Meta's id of a lead: Meta rejects an event with a wrong one, so a wrong one is not sent. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/conversion-leads-integration/crm-integration/3-implementing-the-crm-integration
export function checkLeadId(text: string): Normalized {
  return /^\d{15,17}$/.test(text) ? text : notALeadId;
}

/** Meta's id of a person who logged in with Facebook. */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function checkLoginId(text: string): Normalized {
  return /^\d+$/.test(text) ? text : notALoginId;
}

/** Ids without a documented form. */
export function asGiven(text: string): string {
  return text;
}

const notALeadId: Problem = {
  code: 'invalid_lead_id',
  message: 'is not 15 to 17 digits; give the id of the Lead Ads lead as text, not hashed',
};
const notALoginId: Problem = {
  code: 'invalid_login_id',
  message: 'is not all digits; give the app-scoped user id as text, not hashed',
};
