/**
 * Reads a phone number that has no country code: its digits with the country code, or `undefined`
 * where it is no number of that country. `phoneNumbers` of `@meta-capi/core/phone` makes one.
 *
 * @param country the event's own country as two lower-case letters, where it is known
 */
export type PhoneParser = (number: string, country: string | undefined) => string | undefined;
