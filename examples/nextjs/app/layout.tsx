import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { ConsentBanner } from '../components/consent-banner.tsx';
import { ShopPixel } from '../components/shop-pixel.tsx';
import { libraryUrl } from '../lib/pixel.ts';
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet
import 'vanilla-cookieconsent/dist/cookieconsent.css';
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet
import './shop.css';

export const metadata: Metadata = { title: 'The Mug Shop', icons: '/icon.svg' };

export default async function Layout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get('x-nonce') ?? undefined;
  return (
    <html lang="en">
      <body>
        <ShopPixel
          pixelId={process.env['META_PIXEL_ID']}
          whenConsentUnknown="drop"
          nonce={nonce}
          libraryUrl={libraryUrl()}
        />
        <header>
          <Link href="/" className="brand">
            The Mug Shop
          </Link>
          <nav>
            <Link href="/contact">Contact</Link>
            <Link href="/sign-up">Sign up</Link>
          </nav>
        </header>
        <main>{children}</main>
        <footer>
          <ConsentBanner />
        </footer>
      </body>
    </html>
  );
}
