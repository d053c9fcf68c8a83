// What the browser half shares with the server, line for line, so that the two cannot differ.
export { clickIdOf, isFbp } from './click-id.ts';
export { allowsNothing, readConsent } from './consent.ts';
export { consentCookieName, refusalCookieName } from './consent-cookie.ts';
export { consentOfVisitor } from './consent-of-visitor.ts';
export { cookieValues } from './cookie-header.ts';
export { fbcOfPage } from './fbc-of-page.ts';
export { pageUrl } from './page-url.ts';
export { isPrintedNothing } from './printed-nothing.ts';
export { isPersonalKey } from './rules/personal-keys.ts';
