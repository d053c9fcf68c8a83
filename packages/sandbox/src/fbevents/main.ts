import { createLibrary, type Fbq } from './library.ts';
import { sendHit } from './send.ts';
import { trustedScriptUrls } from './trusted-script-url.ts';

const { fbq } = window as { fbq?: Fbq };
const source =
  document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : '';
if (fbq && fbq.callMethod === undefined) start(fbq);

function start(page: Fbq): void {
  const { host, origin } = new URL(source);
  const endpoint =
    host === 'connect.facebook.net' ? 'https://www.facebook.com/tr/' : `${origin}/tr/`;
  const trusted = trustedScriptUrls();
  const library = createLibrary(page, {
    send: (hit) => void sendHit(hit, endpoint),
    warn: (text) => console.warn(`[Meta Pixel] - ${text}`),
    requestConfig: (id) => addScript(trusted(`${origin}/signals/config/${id}?v=stand-in`)),
  });
  page.registerPlugin = (_name, { plugin }) => plugin(page, library);
  if (page.disablePushState !== true) followAddress(() => library.automaticPageView());
  // In spite of disablePushState.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) library.automaticPageView();
  });
  addEventListener(
    'click',
    ({ target }) => {
      if (target instanceof Element && target.closest('a, button, input')) library.buttonClicked();
    },
    true,
  );
}

function addScript(url: string): void {
  try {
    const script = document.createElement('script');
    script.async = true;
    script.src = url;
    document.head.append(script);
  } catch {
    // Trusted Types refuse a plain text; the configuration never loads.
  }
}

function followAddress(changed: () => void): void {
  let address = location.href;
  const check = (): void => {
    if (location.href === address) return;
    address = location.href;
    changed();
  };
  for (const method of ['pushState', 'replaceState'] as const) {
    const change = history[method].bind(history);
    history[method] = (...state) => {
      change(...state);
      check();
    };
  }
  addEventListener('popstate', check);
}
