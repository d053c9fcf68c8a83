import type { EventSink } from '@meta-capi/core';
import { startSandbox } from '@meta-capi/sandbox';
import { type DemoRow, rowOf } from './row.ts';
import { startShop } from './shop.ts';
import { demoWebhooks } from './webhooks.ts';

export interface DemoResult {
  rows: readonly DemoRow[];
  /** The event of the payment with click context, as the sandbox received it. */
  sample: unknown;
  counted: number;
  /** Where the sandbox's page is, if it was left open. */
  url?: string;
}

/** Posts every webhook of the demo to the shop, which sends to a sandbox, and tells what happened. */
export async function runDemo(
  options: { wrap?: (sink: EventSink) => EventSink; open?: boolean } = {},
): Promise<DemoResult> {
  const webhookSecret = 'whsec_made_up_for_this_demo_only';
  const server = await startSandbox({ port: 0 });
  const { sandbox, url: baseUrl } = server;
  const shop = await startShop({ baseUrl, webhookSecret, wrap: options.wrap });
  try {
    const rows: DemoRow[] = [];
    for (const { title, body, signature } of demoWebhooks(webhookSecret, new Date())) {
      const seen = sandbox.events.length;
      const reported = shop.reports.length;
      const response = await fetch(shop.webhookUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': signature },
        body,
      });
      const received = sandbox.events.at(seen);
      rows.push(rowOf(title, response.status, received, shop.reports.at(reported)));
    }
    const sample = sandbox.events.find(({ eventId }) => eventId === 'pi_demo_click')?.event;
    const counted = sandbox.counted.length;
    return { rows, sample, counted, ...(options.open && { url: baseUrl }) };
  } finally {
    await shop.close();
    if (!options.open) await server.close();
  }
}
