/**
 * Your id of this person without white space and in lower case, as Meta's Pixel and parameter builder
 * spell it: an id in another spelling would match none of theirs. One Unicode spelling, so that every
 * channel hashes the same bytes.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
// https://github.com/facebook/capi-param-builder
export function normalizeExternalId(text: string): string {
  return text.replace(/\s/g, '').toLowerCase().normalize('NFC');
}
