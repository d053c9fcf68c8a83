import { followConsent } from '@meta-capi/pixel';
import { klaro } from '@meta-capi/pixel/consent-tools';

/** The page's start: `metaPixel` is the name that Klaro's configuration gives to Meta's service. */
export function followKlaro(): boolean {
  return followConsent({
    ...klaro('metaPixel'),
    // The site's own record of consent.
    onAnswer: ({ answer, at, source }) =>
      void navigator.sendBeacon('/api/consent', JSON.stringify({ answer, at, source })),
  });
}
