import { createLibrary, type Fbq } from './library.ts';
import { sendHit } from './send.ts';

const { fbq } = window as { fbq?: Fbq };
const source =
  document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : '';
if (fbq && fbq.callMethod === undefined) start(fbq);

function start(page: Fbq): void {
  const { host, origin } = new URL(source);
  const endpoint = host === 'connect.facebook.net' ? 'https://www.facebook.com/tr' : `${origin}/tr`;
  const warn = (text: string): void => console.warn(`[Meta Pixel] - ${text}`);
  const library = createLibrary(page, (hit) => void sendHit(hit, endpoint), warn);
  page.callMethod = (...call) => library.call(...call);
  for (const call of page.queue.splice(0)) library.call(...Array.from(call));

  const pushState = history.pushState.bind(history);
  history.pushState = (...state) => {
    const before = location.href;
    pushState(...state);
    if (location.href !== before) library.addressChanged();
  };
  addEventListener(
    'click',
    ({ target }) => {
      if (target instanceof Element && target.closest('a, button, input')) library.buttonClicked();
    },
    true,
  );
}
