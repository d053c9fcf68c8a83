import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import Stripe from 'stripe';
import {
  createStripe,
  type Decision,
  type PaymentIntent,
  respondOverHttp,
} from '../../../tools/stand-ins/src/stripe/stripe.ts';
import { cardPage, type Way } from './card-page.ts';
import { linkPage, thanksPage } from './link-page.ts';
import { freePort, listen } from './listen.ts';

export interface ShopStripe {
  readonly url: string;
  readonly webhookSecret: string;
  /** The address of the shop's Payment Link. */
  readonly paymentLink: string;
  /** Where the webhooks go. */
  shopUrl: string;
  /** Sends the webhook of every payment that is still processing, as when the money has arrived. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * As much of Stripe as the shop needs: the API, a page to pay a PaymentIntent on, a Payment Link, and
 * webhooks signed by Stripe's own library.
 */
export async function startStripe(): Promise<ShopStripe> {
  const webhookSecret = 'whsec_made_up_for_this_example';
  const port = await freePort();
  const stripe = createStripe({
    now: seconds(),
    redirectUrl: `http://127.0.0.1:${port}/card/pay`,
  });
  const { life } = stripe;
  const waiting = new Set<PaymentIntent>();
  let seen = 0;

  const { url, close } = await listen(
    createServer((request, response) => void answer(request, response)),
    port,
  );
  const service: ShopStripe = {
    url,
    webhookSecret,
    paymentLink: `${url}/link/gift_card`,
    shopUrl: '',
    async settle() {
      keepTime();
      for (const intent of waiting) {
        waiting.delete(intent);
        life.decide(intent, 'paid');
      }
      await deliver();
    },
    close,
  };
  return service;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    keepTime();
    if (pathname.startsWith('/v1/')) return respondOverHttp(stripe, request, response);
    const isPost = request.method === 'POST';
    if (`${url}${pathname}` === service.paymentLink) {
      if (!isPost) return show(response, linkPage);
      const clientReference = searchParams.get('client_reference_id') ?? undefined;
      life.payByLink({ amount: 2500, clientReference });
      await deliver();
      return show(response, thanksPage);
    }
    const intent = stripe.paymentIntent(/^\/card\/pay\/(\w+)$/.exec(pathname)?.[1] ?? '');
    if (intent === undefined) return void response.writeHead(404).end();
    if (!isPost) return show(response, cardPage(intent));
    const way = new URLSearchParams(await text(request)).get('way');
    await decide(intent, decisions[way as Way] ?? 'later');
    response.writeHead(303, { location: backTo(intent) }).end();
  }

  function keepTime(): void {
    life.wait(Math.max(0, seconds() - life.now));
  }

  async function decide(intent: PaymentIntent, decision: Decision): Promise<void> {
    if (decision === 'later') waiting.add(intent);
    life.decide(intent, decision);
    await deliver();
  }

  /** Sends the events that the shop's endpoints select, each twice: Stripe may deliver one again. */
  async function deliver(): Promise<void> {
    for (const happening of stripe.happenings.slice(seen)) {
      seen += 1;
      const endpoint = endpoints[happening.type];
      if (endpoint === undefined) continue;
      const payload = JSON.stringify(stripe.snapshot(happening));
      const signature = Stripe.webhooks.generateTestHeaderString({
        payload,
        secret: webhookSecret,
      });
      const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
      for (let copy = 0; copy < 2; copy += 1) {
        const hook = `${service.shopUrl}${endpoint}`;
        const { status } = await fetch(hook, { method: 'POST', body: payload, headers });
        if (status !== 200) console.error(`The webhook of the shop responded ${status}.`);
      }
    }
  }
}

/** The shop's two endpoints in Stripe, by the type of event that each selects. */
const endpoints: Readonly<Record<string, string>> = {
  'payment_intent.succeeded': '/api/webhooks/stripe',
  'checkout.session.completed': '/api/webhooks/stripe-links',
};

const decisions: Readonly<Record<Way, Decision>> = {
  now: 'paid',
  declined: 'declined',
  later: 'later',
};

/** What Stripe appends to the return_url. */
// https://docs.stripe.com/payments/accept-a-payment?platform=web&ui=elements#web-submit-payment
function backTo({ id, status, redirect }: PaymentIntent): string {
  const back = new URL(redirect?.return_url ?? 'about:blank');
  back.searchParams.set('payment_intent', id);
  back.searchParams.set('payment_intent_client_secret', `${id}_secret_made_up`);
  back.searchParams.set('redirect_status', redirectStatus[status] ?? 'pending');
  return back.href;
}

const redirectStatus: Readonly<Partial<Record<PaymentIntent['status'], string>>> = {
  requires_payment_method: 'failed',
  succeeded: 'succeeded',
};

function show(response: ServerResponse, page: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
