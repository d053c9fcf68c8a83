/**
 * Your id of this person, case kept: ids may differ in case alone. Only the Unicode spelling is
 * made one, so that every channel hashes the same bytes.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
export function normalizeExternalId(text: string): string {
  return text.normalize('NFC');
}
