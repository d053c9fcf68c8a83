export { type AxeptioOptions, axeptio } from './consent-tools/axeptio.ts';
export { type C15tOptions, c15t } from './consent-tools/c15t.ts';
export { complianz } from './consent-tools/complianz.ts';
export type { CookieReader } from './consent-tools/cookie-reader.ts';
export { cookieYes } from './consent-tools/cookie-yes.ts';
export { cookiebot } from './consent-tools/cookiebot.ts';
export { didomi } from './consent-tools/didomi.ts';
export { googleConsentMode, readsConsentMode } from './consent-tools/google-consent-mode.ts';
export { iubenda } from './consent-tools/iubenda.ts';
export { type KlaroOptions, klaro } from './consent-tools/klaro.ts';
export { oneTrust } from './consent-tools/one-trust.ts';
export { readsCookies } from './consent-tools/reads-cookies.ts';
export {
  type VanillaCookieConsentOptions,
  vanillaCookieConsent,
} from './consent-tools/vanilla-cookieconsent.ts';
export type { Consent } from './event/capi-event.ts';
