import type { EventSink } from '@meta-capi/core';
import type { SandboxServer } from '@meta-capi/sandbox';
import { type DemoRow, rowOf } from './row.ts';
import { startShop } from './shop.ts';
import { demoWebhooks } from './webhooks.ts';

export interface DemoResult {
  rows: readonly DemoRow[];
  /** The event of the payment with click context, as the sandbox received it. */
  sample: unknown;
  counted: number;
}

/** Posts every webhook of the demo to the shop, which sends to the sandbox, and tells what happened. */
export async function runDemo(
  { sandbox, url: baseUrl }: SandboxServer,
  options: { wrap?: (sink: EventSink) => EventSink } = {},
): Promise<DemoResult> {
  const webhookSecret = 'whsec_made_up_for_this_demo_only';
  const before = sandbox.counted.length;
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
    return { rows, sample, counted: sandbox.counted.length - before };
  } finally {
    await shop.close();
  }
}
