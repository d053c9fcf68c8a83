import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createCapiClient,
  createWebhookHandler,
  type EventSink,
  type Report,
  toNodeHandler,
} from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';

export interface Shop {
  webhookUrl: string;
  /** What the handler reported, in order. */
  reports: readonly Report[];
  close(): Promise<void>;
}

export interface ShopOptions {
  /** Where Meta is: the sandbox. */
  baseUrl: string;
  webhookSecret: string;
  /** Stands around the client, e.g. to break something on purpose. */
  wrap?: ((sink: EventSink) => EventSink) | undefined;
}

/** A shop's server with the one route this demo is about. */
export async function startShop({ baseUrl, webhookSecret, wrap }: ShopOptions): Promise<Shop> {
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'demo-token-for-the-local-sandbox',
    // The demo's payments come from nowhere, so nobody was asked. A shop in the EU drops them.
    whenConsentUnknown: 'send',
    baseUrl,
  });
  const reports: Report[] = [];
  const handler = createWebhookHandler(
    stripeAdapter({ webhookSecret }),
    wrap === undefined ? capi : wrap(capi),
    { reporter: (report) => reports.push(report) },
  );
  const mounted = toNodeHandler(handler);
  const server = createServer((request, response) => void mounted(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    webhookUrl: `http://127.0.0.1:${port}/webhooks/stripe`,
    reports,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
