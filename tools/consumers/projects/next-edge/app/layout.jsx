import { MetaPixel } from '@meta-capi/pixel/next';

const settings = { pixelId: '1234567890', accessToken: 'EAAcanarymadeupmadeup' };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <MetaPixel {...settings} whenConsentUnknown="drop" />
        {children}
      </body>
    </html>
  );
}
