import { createCapiClient, createWebhookHandler, type Report } from '@meta-capi/core';
import type { SandboxServer } from '@meta-capi/sandbox';
import { createStripe, serveStripe } from '@meta-capi/stand-ins/stripe';
import { stripeAdapter } from '@meta-capi/stripe-adapter';
import Stripe from 'stripe';
import { type DemoRow, rowOf } from './row.ts';
import { serve } from './serve.ts';

const webhookSecret = 'whsec_made_up_for_this_demo_only';

/** Lets a subscription live from its trial to its end, with snapshot and thin events. */
export async function runSubscriptionDemo({ sandbox, url: baseUrl }: SandboxServer): Promise<{
  rows: readonly DemoRow[];
  counted: number;
}> {
  const before = sandbox.counted.length;
  const stripe = createStripe({ now: Math.floor(Date.now() / 1000) - 5 * 3600 });
  const api = await serveStripe(stripe);
  const reports: Report[] = [];
  const handler = createWebhookHandler(
    stripeAdapter({
      webhookSecret,
      stripe: new Stripe('sk_test_made_up', { ...api.address }),
      purchaseSource: 'invoice',
      renewals: 'recurring',
    }),
    createCapiClient({
      pixelId: '1234567890',
      accessToken: 'demo-token-for-the-local-sandbox',
      whenConsentUnknown: 'send',
      baseUrl,
    }),
    { reporter: (report) => reports.push(report) },
  );
  const shop = await serve(handler);
  const rows: DemoRow[] = [];

  /** Posts the last event of a type; one row for each event that it creates. */
  async function post(received: string, type: string, form: 'snapshot' | 'thin'): Promise<void> {
    const happening = stripe.happenings.findLast((one) => one.type === type);
    if (happening === undefined) throw new RangeError(`No ${type} has happened.`);
    const body = JSON.stringify(
      form === 'thin' ? stripe.thin(happening) : stripe.snapshot(happening),
    );
    const signature = Stripe.webhooks.generateTestHeaderString({
      payload: body,
      secret: webhookSecret,
    });
    const [seen, reported] = [sandbox.events.length, reports.length];
    const { status } = await fetch(shop.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'stripe-signature': signature },
      body,
    });
    const [first, ...more] = sandbox.events.slice(seen);
    rows.push(rowOf(received, status, first, reports.at(reported)));
    for (const event of more) rows.push(rowOf('', status, event, undefined));
  }

  try {
    const { life } = stripe;
    const metadata = { meta_consent: 'granted' };
    const customer = life.customer();
    const plan = life.subscribe({ customer, amount: 1900, hasTrial: true, metadata });
    await post('a trial begins', 'customer.subscription.created', 'snapshot');
    await post('its first invoice, of 0', 'invoice.paid', 'snapshot');
    life.wait(3600);
    life.endTrial(plan, true);
    await post('it becomes active', 'customer.subscription.updated', 'snapshot');
    await post('its first payment', 'invoice.paid', 'snapshot');
    life.wait(3600);
    life.renew(plan);
    await post('a renewal, as a thin event', 'invoice.paid', 'thin');
    life.wait(3600);
    life.cancel(plan);
    await post('it is canceled', 'customer.subscription.deleted', 'thin');
    return { rows, counted: sandbox.counted.length - before };
  } finally {
    await shop.close();
    await api.close();
  }
}
