import {
  createCapiClient,
  createWebhookHandler,
  type EventSink,
  type Report,
} from '@meta-capi/core';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import { serve } from './serve.ts';

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
  const { url, close } = await serve(handler);
  return { webhookUrl: `${url}/webhooks/stripe`, reports, close };
}
