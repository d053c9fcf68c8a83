import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createCapiClient, createRelayHandler, type Report, toNodeHandler } from '@meta-capi/core';
import { type SandboxServer, startSandbox } from '@meta-capi/sandbox';
import { pixelBaseCode } from '../../src/index.ts';
import { pixelBundle } from '../pixel-bundle.ts';

export interface RelayShop {
  /** Every host name under localhost is this machine, and a separate origin. */
  readonly url: string;
  readonly otherSite: string;
  readonly sandbox: SandboxServer['sandbox'];
  readonly reports: readonly Report[];
  /** How many posts have reached the relay. */
  readonly posts: () => number;
  /** Answers what has been asked at `/hang`. */
  readonly letGo: () => void;
  readonly close: () => Promise<void>;
}

/** A shop with a relay, and the sandbox in Meta's place: all of it on real sockets. */
export async function startRelayShop(): Promise<RelayShop> {
  const meta = await startSandbox();
  const reports: Report[] = [];
  const hanging: (() => void)[] = [];
  let posts = 0;
  const bundle = await pixelBundle();
  const html = `<!doctype html><title>Shop</title><link rel="icon" href="data:,">
<script>${pixelBaseCode({
    pixelId: '1234567890',
    whenConsentUnknown: 'send',
    libraryUrl: `${meta.url}/en_US/fbevents.js`,
  })}</script>
<script>${bundle}</script>`;

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/api/meta') {
      posts += 1;
      void relay(request, response);
    } else if (path.startsWith('/hang')) hanging.push(() => response.end());
    else response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  });
  const port = await portOf(server);
  const url = `http://shop.localhost:${port}`;
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeUpToken0123456789',
    whenConsentUnknown: 'send',
    baseUrl: meta.url,
  });
  const relay = toNodeHandler(
    createRelayHandler(capi, {
      allow: ['Lead', 'QuizDone'],
      origins: [url],
      identify: () => ({ externalId: 'customer-7' }),
      reporter: (report) => reports.push(report),
    }),
  );

  return {
    url,
    otherSite: `http://evil.localhost:${port}`,
    sandbox: meta.sandbox,
    reports,
    posts: () => posts,
    letGo: () => {
      for (const answer of hanging.splice(0)) answer();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await meta.close();
    },
  };
}

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
