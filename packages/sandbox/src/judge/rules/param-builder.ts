/**
 * Meta's Parameter Builder appends a mark to its values: two letters that name the language, or since
 * 2025 eight characters of base64url whose first byte is 1.
 * https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameter-builder-library
 */
const MARK = /^(?:AQ|Ag|Aw|BA|BQ|Bg|A[Q-Za-f][A-Za-z0-9_-]{6})$/;

/** The value without its marks. Some versions of the builder append several. */
// https://github.com/facebook/capi-param-builder/issues/42
export function withoutMark(value: string): string {
  const parts = value.split('.');
  while (parts.length > 1 && MARK.test(parts.at(-1) ?? '')) parts.pop();
  return parts.join('.');
}
