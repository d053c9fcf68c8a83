import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import Stripe from 'stripe';
import { listen } from './listen.ts';

export interface PaymentLinkServer {
  /** The address of the Payment Link. */
  readonly url: string;
  /** Where the webhooks of its Checkout Sessions go. */
  shopUrl: string;
  readonly close: () => Promise<void>;
}

/**
 * As much of Stripe as a Payment Link needs: its page, and the webhook of the Checkout Session that it
 * completes, signed by Stripe's own library. Like Stripe, it ignores a client reference that it does not
 * accept.
 */
// https://docs.stripe.com/payment-links/url-parameters
export async function startPaymentLink(webhookSecret: string): Promise<PaymentLinkServer> {
  let sales = 0;
  const { url, close } = await listen(
    createServer((request, response) => void answer(request, response)),
    0,
  );
  const server: PaymentLinkServer = { url: `${url}/test_gift_card`, shopUrl: '', close };
  return server;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    if (pathname !== '/test_gift_card') return void response.writeHead(404).end();
    if (request.method === 'POST') {
      await complete(searchParams.get('client_reference_id') ?? '');
      response.writeHead(200, html).end(`${head}<h1>Thanks for your payment</h1></html>`);
      return;
    }
    response
      .writeHead(200, html)
      .end(
        `${head}<h1>Gift card</h1><form method="post"><button>Pay €25.00</button></form></html>`,
      );
  }

  async function complete(reference: string): Promise<void> {
    sales += 1;
    const session = {
      id: `cs_test_link${sales}`,
      object: 'checkout.session',
      amount_total: 2500,
      client_reference_id: /^[\w-]{1,200}$/.test(reference) ? reference : null,
      currency: 'eur',
      customer_details: { email: 'anna.muster@example.com', name: 'Anna Muster' },
      metadata: {},
      mode: 'payment',
      payment_intent: `pi_3Link${String(sales).padStart(12, '0')}`,
      payment_status: 'paid',
    };
    const payload = JSON.stringify({
      id: `evt_link${sales}`,
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: Math.floor(Date.now() / 1000),
      livemode: true,
      type: 'checkout.session.completed',
      data: { object: session },
    });
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: webhookSecret });
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    const hook = `${server.shopUrl}/api/webhooks/stripe-links`;
    const { status } = await fetch(hook, { method: 'POST', body: payload, headers });
    if (status !== 200) console.error(`The webhook of the shop responded ${status}.`);
  }
}

const html = { 'content-type': 'text/html; charset=utf-8' };
const head =
  '<!doctype html><html lang="en"><title>Payment Link</title><link rel="icon" href="data:,">';
