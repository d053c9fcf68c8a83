import { visitorCookies, visitorFromRequest } from '@meta-capi/core';

/** Answers a page view, and stores the ad click in a cookie for 90 days. */
export function GET(request: Request): Response {
  const visitor = visitorFromRequest(request, { trustProxy: 1 });
  const response = new Response('<!doctype html><title>Shoes</title>', {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      // The cookies below are one visitor's: a CDN that caches the response would send them to all.
      'cache-control': 'private, no-store',
    },
  });
  for (const cookie of visitorCookies(visitor, { domain: 'example.com' })) {
    response.headers.append('set-cookie', cookie);
  }
  return response;
}
