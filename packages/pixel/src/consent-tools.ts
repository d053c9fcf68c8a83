export type { ConsentTool } from './consent/follow-consent.ts';
export {
  axeptio,
  c15t,
  complianz,
  cookiebot,
  cookieYes,
  didomi,
  iubenda,
  klaro,
  oneTrust,
  vanillaCookieConsent,
} from './consent-tools/cookie-tools.ts';
export { googleConsentMode } from './consent-tools/google-consent-mode.ts';
export { tcf } from './consent-tools/tcf.ts';
export { usercentricsV2, usercentricsV3 } from './consent-tools/usercentrics.ts';
