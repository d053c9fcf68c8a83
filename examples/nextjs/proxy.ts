import { type NextRequest, NextResponse } from 'next/server';
import { pixelOrigins } from './lib/pixel.ts';

/**
 * A strict Content Security Policy, with a new nonce for every page. Without Trusted Types: the
 * scripts that Next.js 16.4 builds load further ones without a policy.
 */
// https://nextjs.org/docs/app/guides/content-security-policy
export function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID();
  const pixel = pixelOrigins();
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    "style-src 'self'",
    `img-src 'self' ${pixel}`,
    `connect-src 'self' ${pixel}`,
    // Meta's library sends an event of more than 2,048 characters as a form in a frame.
    `frame-src ${pixel}`,
    `form-action 'self' ${pixel}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  // Meta's library sends the whole referrer of a page: here it is no more than the site.
  response.headers.set('referrer-policy', 'strict-origin');
  return response;
}

export const config = { matcher: [{ source: '/((?!api|_next/static).*)' }] };
