// What the browser half shares with the server, line for line, so that the two cannot differ.

export { allowsNothing, readConsent } from './consent/consent.ts';
export {
  consentCookieName,
  consentCookieValues,
  refusalCookieName,
} from './consent/consent-cookie.ts';
export { consentOfVisitor } from './consent/consent-signals.ts';
export { storedAsCookies } from './consent-tools/stored-as-cookies.ts';
export { consentsToMeta, isValidTcString, tcStringUpdatedAt } from './consent-tools/tc-string.ts';
export { usercentricsV2 } from './consent-tools/usercentrics-v2.ts';
export { cookieValues, rawCookieValues } from './cookies/cookie-header.ts';
export { generateEventId } from './event/generate-event-id.ts';
export { isPrintedNothing } from './input/text.ts';
export { isPersonalKey } from './privacy/personal-data.ts';
export { clickIdOf, isFbp } from './visitor/click-id.ts';
export { fbcOfPage } from './visitor/fbc-of-page.ts';
export { pageUrl } from './visitor/page-url.ts';
