/** What became of an event in this browser. */
export type PixelOutcome =
  | 'sent'
  | 'waiting'
  | 'already waiting'
  | 'duplicate'
  | 'refused'
  | 'blocked'
  | 'invalid eventId'
  | 'invalid pixelId';

/** Receives every event of the page: the `debug` option of `initPixel`. */
export type PixelDebug = (outcome: PixelOutcome, eventName: string, eventId?: string) => void;

/**
 * Prints on the console what the Pixel sends, what it holds back, and why. A bundle without this
 * import does not contain it.
 *
 * @example
 * initPixel({ pixelId, whenConsentUnknown: 'drop', debug: printPixelEvents });
 */
export const printPixelEvents: PixelDebug = (outcome, eventName, eventId) => {
  const id = eventId === undefined ? '' : ` (${eventId})`;
  console.info(`@meta-capi/pixel: ${eventName}${id} ${explanations[outcome]}`);
};

const explanations: Readonly<Record<PixelOutcome, string>> = {
  sent: 'was handed to Meta’s library, which sends it.',
  waiting: 'waits until Meta’s library and the pixel’s configuration have loaded.',
  'already waiting': 'already waits on this page; it is sent once.',
  duplicate: 'was not sent: this browser has tracked it in the last seven days.',
  refused:
    'was not sent: the visitor refused or has not answered, the browser sends Global Privacy Control, or the page is a file or not yet shown.',
  blocked: 'was not sent: Meta’s library is blocked, or the page has no working fbq.',
  'invalid pixelId': 'was not sent: the page has no Pixel with this id.',
  'invalid eventId': 'was not sent: its event id is missing or a placeholder such as "undefined".',
};
