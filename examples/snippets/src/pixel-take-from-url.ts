import { initPixel, takeFromUrl } from '@meta-capi/pixel';

/** Stripe appends the client secret to the address to which the buyer returns. */
export function startThankYouPage(pixelId: string): string | undefined {
  const { payment_intent_client_secret } = takeFromUrl(['payment_intent_client_secret']);
  initPixel({ pixelId, whenConsentUnknown: 'drop' });
  return payment_intent_client_secret;
}
