import { MetaPixel } from '@meta-capi/pixel/next';
import type { ReactElement, ReactNode } from 'react';

export default function Layout({ children }: { children: ReactNode }): ReactElement {
  return (
    <html lang="en">
      <body>
        <MetaPixel pixelId={process.env['NEXT_PUBLIC_META_PIXEL_ID']} whenConsentUnknown="drop" />
        {children}
      </body>
    </html>
  );
}
