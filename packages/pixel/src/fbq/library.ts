import { isLibraryReady } from '../track/ready.ts';
import type { PagePixel } from './page.ts';
import { keepTracked } from './tracked.ts';

/** Requests Meta's library, once; never before the visitor allows it. */
export function requestLibrary(pixel: PagePixel): void {
  if (pixel.library !== 'absent') return;
  pixel.library = 'requested';
  try {
    const { libraryUrl = 'https://connect.facebook.net/en_US/fbevents.js' } = pixel.settings;
    const script = document.createElement('script');
    script.async = true;
    if (pixel.nonce !== undefined) script.nonce = pixel.nonce;
    script.src = trusted(libraryUrl);
    script.addEventListener('error', () => block(pixel));
    document.head.append(script);
  } catch {
    block(pixel);
  }
}

/**
 * Watches for the moment when the library has read its queue: after its own script, or after that of a
 * Pixel's configuration. A `load` event does not bubble, but it can be captured.
 */
export function awaitLibrary(pixel: PagePixel): void {
  document.addEventListener(
    'load',
    () => {
      pixel.catchUp();
      if (isLibraryReady() && pixel.waiting.length > 0) keepTracked(pixel.waiting.splice(0));
    },
    true,
  );
}

function block(pixel: PagePixel): void {
  pixel.library = 'blocked';
  pixel.waiting = [];
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
  const policy = trustedTypes?.createPolicy('meta-capi', { createScriptURL: () => url });
  return policy?.createScriptURL('') ?? url;
}
