import { MetaPixel } from '@meta-capi/pixel/next';

/** The Pixel. Render it in the root layout, as the first element of the body. */
export function SitePixel() {
  return (
    <MetaPixel
      pixelId={process.env['META_PIXEL_ID']}
      whenConsentUnknown="drop"
      // The sandbox's library. Without the variable it is Meta's.
      libraryUrl={process.env['META_PIXEL_LIBRARY_URL']}
    />
  );
}
