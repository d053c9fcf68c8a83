/**
 * Reads a phone number as people write it: its digits with the country code, or `undefined` where it
 * is not a number of the event's country or the default one. It is asked about every number, with
 * country code or without. `phoneNumbers` of `@meta-capi/core/phone` makes one.
 *
 * @param country the event's own country as two lower-case letters, where it is known
 */
export type PhoneParser = (number: string, country: string | undefined) => string | undefined;
