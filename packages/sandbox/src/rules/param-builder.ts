/**
 * Meta's Parameter Builder ends its values with a mark of its own: two letters that name the
 * language, or since 2025 eight characters of base64url whose first byte is 1.
 * https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameter-builder-library
 */
const MARK = /[.](?:AQ|Ag|Aw|BA|BQ|Bg|A[Q-Za-f][A-Za-z0-9_-]{6})$/;

/** The value without the Parameter Builder's mark. */
export function withoutMark(value: string): string {
  return value.replace(MARK, '');
}
