import { MetaPixel } from '@meta-capi/pixel/next';
import type { ReactElement, ReactNode } from 'react';

export default function Layout({ children }: { children: ReactNode }): ReactElement {
  return (
    <html lang="en">
      <body>
        <MetaPixel
          pixelId={process.env['META_PIXEL_ID']}
          whenConsentUnknown="drop"
          // The sandbox's library. Without the variable it is Meta's.
          libraryUrl={process.env['META_PIXEL_LIBRARY_URL']}
        />
        {children}
      </body>
    </html>
  );
}
