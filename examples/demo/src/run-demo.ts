import type { EventSink } from '@meta-capi/core';
import { startSandbox } from '@meta-capi/sandbox';
import { startShop } from './shop.ts';
import { demoWebhooks } from './webhooks.ts';

/** One line of the demo's table; the verdict is the sandbox's own word. */
interface DemoRow {
  cameIn: string;
  answered: number;
  wentOut: string;
  verdict: string;
  /** Why nothing went out, as the handler reports it to the shop's operator. */
  reported: string | undefined;
}

export interface DemoResult {
  rows: readonly DemoRow[];
  /** The event of the payment with click context, as the sandbox received it. */
  sample: unknown;
  counted: number;
}

/** Posts every webhook of the demo to the shop, which sends to a sandbox, and tells what happened. */
export async function runDemo(
  options: { wrap?: (sink: EventSink) => EventSink } = {},
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
      rows.push({
        cameIn: title,
        answered: response.status,
        wentOut: received === undefined ? 'nothing' : describe(received.event),
        verdict: received?.verdict ?? '–',
        reported: received === undefined ? shop.reports.at(reported)?.message : undefined,
      });
    }
    const sample = sandbox.events.find(({ eventId }) => eventId === 'pi_demo_click')?.event;
    return { rows, sample, counted: sandbox.counted.length };
  } finally {
    await shop.close();
    await server.close();
  }
}

function describe({
  event_name,
  event_id,
  custom_data,
}: Readonly<Record<string, unknown>>): string {
  const { value, currency } = Object(custom_data) as { value?: unknown; currency?: unknown };
  return [event_name, event_id, value, currency].map(String).join(' ');
}
