import { type NextRequest, NextResponse } from 'next/server';
import { pixelOrigins } from './lib/pixel.ts';

/** A strict Content Security Policy with a nonce of its own for every page. */
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
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

export const config = { matcher: [{ source: '/((?!api|_next/static).*)' }] };
