import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@meta-capi/core';
import { createSandbox, type Sandbox } from '@meta-capi/sandbox';
import { type PixelOptions, pixelBaseCode } from '../src/index.ts';
import { pixelBundle } from './pixel-bundle.ts';

export interface PixelShop {
  readonly url: string;
  readonly sandbox: Sandbox;
  /** Of the pages that are asked for from now on. */
  options: PixelOptions;
  /** Further markup of these pages. */
  body: string;
  /** Whether Meta's library comes, and when. */
  library: Promise<'there' | 'away'>;
  /** Until then nothing is answered at `/later`. */
  later: Promise<unknown>;
  /** What pages say: the paths that they asked for under `/said/`. */
  readonly said: string[];
  readonly close: () => Promise<void>;
}

/** A shop on a real socket, and the sandbox's stand-in for Meta's library, which may be late. */
export async function startPixelShop(): Promise<PixelShop> {
  const bundle = await pixelBundle();
  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname === '/tr/' || pathname.startsWith('/signals/config/')) {
      return toMeta(shop.sandbox, request);
    }
    if (pathname === '/fbevents.js') {
      if ((await shop.library) === 'away') return new Response(null, { status: 503 });
      return toMeta(shop.sandbox, request);
    }
    if (pathname === '/later') return new Response(await shop.later.then(() => null));
    if (pathname.startsWith('/said/')) {
      shop.said.push(pathname.slice(6));
      return new Response(null);
    }
    // What a consent tool on the server does.
    if (pathname === '/consent') {
      return new Response(null, { headers: { 'set-cookie': 'meta_consent=granted; Path=/' } });
    }
    return new Response(
      `<!doctype html><title>Shop</title><link rel="icon" href="data:,">
<script>${pixelBaseCode(shop.options)}</script><script>${bundle}</script>${shop.body}`,
      { headers: { 'content-type': 'text/html; charset=utf-8' } },
    );
  };
  const handler = toNodeHandler(answer);
  const server = createServer((request, response) => void handler(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const shop: PixelShop = {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    sandbox: createSandbox(),
    options: { pixelId: '1234567890', whenConsentUnknown: 'drop', libraryUrl: '/fbevents.js' },
    body: '',
    library: Promise.resolve('there'),
    later: Promise.resolve(),
    said: [],
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return shop;
}

async function toMeta(sandbox: Sandbox, request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const { method, headers } = request;
  const url =
    pathname === '/tr/'
      ? `https://www.facebook.com/tr/${search}`
      : `https://connect.facebook.net${pathname === '/fbevents.js' ? '/en_US/fbevents.js' : pathname}`;
  return sandbox.fetch(url, {
    method,
    headers,
    ...(method === 'POST' ? { body: await request.text() } : {}),
  });
}
