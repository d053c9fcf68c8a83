interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (text: string) => string },
  ): { createScriptURL(text: string): string };
}

/**
 * Makes the two Trusted Types policies of Meta's library, under its names. Where the page's
 * `trusted-types` directive does not list them, no script can be loaded.
 */
// https://w3c.github.io/trusted-types/dist/spec/
export function trustedScriptUrls(): (url: string) => string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  const make = (name: string): ((url: string) => string) => {
    try {
      const policy = trustedTypes?.createPolicy(name, { createScriptURL: (url) => url });
      return (url) => policy?.createScriptURL(url) ?? url;
    } catch {
      return (url) => url;
    }
  };
  make('facebook.com/signals/iwl');
  return make('connect.facebook.net/fbevents');
}
