import type { PagePixel } from './page.ts';

/** Requests Meta's library, once; never before the visitor allows it. */
export function requestLibrary(pixel: PagePixel): void {
  if (pixel.isBlocked !== undefined) return;
  pixel.isBlocked = false;
  const block = (): void => {
    pixel.isBlocked = true;
    pixel.catchUp();
  };
  try {
    const { libraryUrl = 'https://connect.facebook.net/en_US/fbevents.js', nonce } = pixel;
    const script = document.createElement('script');
    script.nonce = nonce ?? '';
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

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: () => string },
  ): { createScriptURL(text: string): string };
}
