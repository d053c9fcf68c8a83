import { storedAsCookies } from '@meta-capi/core/browser';
import * as readers from '@meta-capi/core/consent-tools';
import type { ConsentTool } from '../consent/follow-consent.ts';
import { cookieTool, globalArray, onEvents, withGlobal } from './consent-tool.ts';

/** vanilla-cookieconsent 3, with its answer in a cookie or, with `useLocalStorage`, in localStorage. */
// https://cookieconsent.orestbida.com/advanced/callbacks-events.html
export function vanillaCookieConsent(
  category: string,
  options?: readers.VanillaCookieConsentOptions,
): ConsentTool {
  return cookieTool(
    'vanilla-cookieconsent',
    readers.vanillaCookieConsent(category, options),
    onEvents('cc:onFirstConsent', 'cc:onConsent', 'cc:onChange'),
    () => withStored(options?.cookieName ?? 'cc_cookie'),
  );
}

interface KlaroGlobal {
  getManager: () => { watch: (watcher: { update: () => void }) => void };
}

interface C15tStore {
  subscribe: (listener: () => void) => void;
}

interface IubendaGlobal {
  csConfiguration: { callback?: Record<string, unknown> };
}

/** Klaro 0.7, with its answer in a cookie or, with `storageMethod: 'localStorage'`, there. */
// https://klaro.org/docs/api/js_api
export function klaro(service: string, options?: readers.KlaroOptions): ConsentTool {
  return cookieTool(
    'Klaro',
    readers.klaro(service, options),
    (onChange) => {
      const watch = (global: unknown): void =>
        (global as KlaroGlobal).getManager().watch({ update: onChange });
      withGlobal('klaro', watch, onChange);
    },
    () => withStored(options?.cookieName ?? 'klaro'),
  );
}

/** c15t 2. */
// https://c15t.com/docs/frameworks/javascript/quickstart
export function c15t(category?: string, options?: readers.C15tOptions): ConsentTool {
  return cookieTool('c15t', readers.c15t(category, options), (onChange) => {
    withGlobal('c15tStore', (store) => (store as C15tStore).subscribe(onChange), onChange);
  });
}

/** Cookiebot. */
// https://www.cookiebot.com/en/developer/
export function cookiebot(): ConsentTool {
  return cookieTool(
    'Cookiebot',
    readers.cookiebot(),
    onEvents('CookiebotOnConsentReady', 'CookiebotOnAccept', 'CookiebotOnDecline'),
  );
}

/** OneTrust. */
// https://developer.onetrust.com/onetrust/docs/javascript-api
export function oneTrust(group?: string): ConsentTool {
  return cookieTool(
    'OneTrust',
    readers.oneTrust(group),
    onEvents('OneTrustGroupsUpdated', 'consent.onetrust'),
  );
}

/** Didomi. */
// https://developers.didomi.io/cmp/web-sdk/reference/events
export function didomi(vendor: string, purposes: readonly string[]): ConsentTool {
  return cookieTool('Didomi', readers.didomi(vendor, purposes), (onChange) => {
    globalArray('didomiEventListeners').push({ event: 'consent.changed', listener: onChange });
  });
}

/** Axeptio. */
// https://developers.axeptio.eu/v/english/cookies/axeptio-javascript-sdk/listen-to-sdk-events
export function axeptio(vendor: string, options?: readers.AxeptioOptions): ConsentTool {
  return cookieTool('Axeptio', readers.axeptio(vendor, options), (onChange) => {
    const callbacks = globalArray('_axcb');
    callbacks.push((sdk: { on: (event: string, listener: () => void) => void }) =>
      sdk.on('cookies:complete', onChange),
    );
  });
}

/** iubenda. Its own callbacks belong to the site's configuration, so they are called first. */
// https://www.iubenda.com/en/help/1205-how-to-configure-your-cookie-solution-advanced-guide
export function iubenda(purpose?: number | string): ConsentTool {
  return cookieTool('iubenda', readers.iubenda(purpose), (onChange) => {
    const addCallback = (global: unknown): void => {
      const { csConfiguration: configuration } = global as IubendaGlobal;
      const callback = configuration.callback ?? {};
      const before = callback['onPreferenceExpressed'];
      callback['onPreferenceExpressed'] = (...preference: unknown[]) => {
        if (typeof before === 'function') before(...preference);
        onChange();
      };
      configuration.callback = callback;
    };
    withGlobal('_iub', addCallback, onChange);
  });
}

/** Complianz. */
// https://complianz.io/docs/
export function complianz(category?: string): ConsentTool {
  return cookieTool(
    'Complianz',
    readers.complianz(category),
    onEvents('cmplz_status_change', 'cmplz_fire_categories'),
  );
}

/** CookieYes. */
// https://www.cookieyes.com/documentation/events-on-cookie-banner-interactions/
export function cookieYes(category?: string): ConsentTool {
  return cookieTool('CookieYes', readers.cookieYes(category), onEvents('cookieyes_consent_update'));
}

function withStored(name: string): string {
  return `${document.cookie}; ${storedAsCookies([name], () => localStorage)}`;
}
