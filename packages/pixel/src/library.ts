import type { PagePixel } from './page.ts';
import { isPixelReady } from './ready.ts';
import { keepTracked } from './tracked.ts';

/** Asks for Meta's library, once; never before the visitor allows it. */
export function requestLibrary(pixel: PagePixel): void {
  if (pixel.library !== 'absent') return;
  pixel.library = 'loading';
  const arrive = (): void => {
    pixel.library = 'there';
    pixel.catchUp();
    if (isPixelReady()) keepTracked(pixel.tracked);
  };
  const block = (): void => {
    pixel.library = 'blocked';
    pixel.tracked = [];
  };
  try {
    const { libraryUrl = 'https://connect.facebook.net/en_US/fbevents.js' } = pixel.settings;
    const script = document.createElement('script');
    script.async = true;
    if (pixel.nonce !== undefined) script.nonce = pixel.nonce;
    script.src = trusted(libraryUrl);
    script.addEventListener('load', arrive);
    script.addEventListener('error', block);
    document.head.append(script);
  } catch {
    block();
  }
}

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: () => string },
  ): { createScriptURL(text: string): string };
}

// Where `require-trusted-types-for 'script'` is on, `trusted-types` has to name this policy. It gives
// out one address only.
// https://w3c.github.io/trusted-types/dist/spec/
function trusted(url: string): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  if (trustedTypes === undefined) return url;
  return trustedTypes.createPolicy('meta-capi', { createScriptURL: () => url }).createScriptURL('');
}
