/**
 * How Meta spells one kind of value: total and pure. The caller caps the text's length, for the
 * runtime's own Unicode normalisation takes quadratic time on long runs of accents.
 */
export type Rule = (text: string, context: Context) => Normalized;

/** What a rule may need besides the text. */
export interface Context {
  /** The event's own country as two lower-case letters. */
  readonly country: string | undefined;
  readonly phone: PhoneParser | undefined;
}

/** The result of a rule: Meta's spelling of the text, or a problem. */
export type Normalized = Problem | string;

/** Why a value cannot be sent; or, with `value`, how to fix a value that is sent all the same. */
export interface Problem {
  /** A short stable name to branch on. */
  readonly code: string;
  /** Follows the field's path: "is not an e-mail address; give …". Never holds the value. */
  readonly message: string;
  readonly value?: string;
}

/**
 * Reads a phone number as people write it: its digits with the country code, or `undefined` where it
 * is not a number of the event's country or the default one. It is called for every number, with
 * country code or without. `phoneNumbers` of `@meta-capi/core/phone` makes one.
 *
 * @param country the event's own country as two lower-case letters, where it is known
 */
export type PhoneParser = (number: string, country: string | undefined) => string | undefined;
