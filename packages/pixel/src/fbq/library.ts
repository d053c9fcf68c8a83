import { isLibraryReady } from './fbq.ts';
import type { PagePixel } from './page.ts';
import { keepTracked } from './tracked.ts';

/** Requests Meta's library, once; never before the visitor allows it. */
export function requestLibrary(pixel: PagePixel): void {
  if (pixel.isRequested) return;
  pixel.isRequested = true;
  const block = (): void => {
    pixel.isBlocked = true;
    pixel.waiting = [];
  };
  try {
    const { libraryUrl = 'https://connect.facebook.net/en_US/fbevents.js', nonce } = pixel;
    const script = document.createElement('script');
    if (nonce) script.nonce = nonce;
    // Where `require-trusted-types-for 'script'` is on, `trusted-types` has to name this policy. It
    // gives out one address only.
    // https://w3c.github.io/trusted-types/dist/spec/
    const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
    const policy = trustedTypes?.createPolicy('meta-capi', { createScriptURL: () => libraryUrl });
    script.src = policy?.createScriptURL('') ?? libraryUrl;
    script.addEventListener('error', block);
    document.head.append(script);
  } catch {
    block();
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

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: () => string },
  ): { createScriptURL(text: string): string };
}
