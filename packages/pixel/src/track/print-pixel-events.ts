import { pageConsent, visitorConsent } from '../consent/page-decision.ts';
import type { PixelDebug, PixelOutcome } from '../fbq/options.ts';
import { warn } from '../fbq/warn.ts';

/**
 * Prints on the console what the Pixel sends, what it does not send, and why. It also warns of a `value`
 * that is not a number. A bundle without this import does not contain it.
 *
 * @example
 * initPixel({ pixelId, whenConsentUnknown: 'drop', debug: printPixelEvents });
 */
export const printPixelEvents: PixelDebug = (outcome, eventName, eventId, customData) => {
  const id = eventId === undefined ? '' : ` (${eventId})`;
  const reason = outcome === 'refused' ? `not sent: ${refusal()}` : explanations[outcome];
  console.info(`@meta-capi/pixel: ${eventName}${id} ${reason}`);
  const value: unknown = customData?.value;
  // https://developers.facebook.com/documentation/meta-pixel/reference
  if (value !== undefined && (typeof value !== 'number' || !Number.isFinite(value))) {
    warn(`value of ${eventName} is not a number: use a number such as 49.99, without a currency.`);
  }
};

const explanations: Readonly<Record<Exclude<PixelOutcome, 'refused'>, string>> = {
  sent: 'sent: passed to Meta’s library.',
  waiting: 'waits until Meta’s library and the Pixel’s configuration have loaded.',
  'already waiting': 'already waits on this page; it is sent once.',
  duplicate: 'not sent: this browser tracked it in the last seven days.',
  blocked: 'not sent: Meta’s library is blocked, or the page has no working fbq.',
  'invalid pixelId': 'not sent: the page has no Pixel with this id.',
  'invalid eventId': 'not sent: its event id is missing or a placeholder such as "undefined".',
};

function refusal(): string {
  if ((document as { prerendering?: boolean }).prerendering) return 'the page is not shown yet.';
  if (location.protocol === 'file:') return 'the page is a file.';
  const consent = visitorConsent();
  if (pageConsent() !== consent) return "the page called fbq('consent', 'revoke').";
  if ((navigator as { globalPrivacyControl?: unknown }).globalPrivacyControl === true)
    return `the browser sends Global Privacy Control, and the consent is ${consent}.`;
  return consent === 'unknown' ? 'the visitor has not answered.' : `the consent is ${consent}.`;
}
