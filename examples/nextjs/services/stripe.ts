import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import Stripe from 'stripe';
import { cardPage } from './card-page.ts';
import { listen } from './listen.ts';

export interface StripeStandIn {
  readonly url: string;
  readonly webhookSecret: string;
  /** Where the webhooks of paid PaymentIntents go. */
  shopUrl: string;
  /** Sends the webhook of every payment that is still processing, as when the money has arrived. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

interface PaymentIntent {
  id: string;
  status: 'processing' | 'requires_action' | 'requires_payment_method' | 'succeeded';
  amount: number;
  currency: string;
  metadata: Record<string, string>;
  receipt_email: string | null;
  return_url: string;
  created: number;
}

/**
 * As much of Stripe as a payment needs: PaymentIntents, a page to pay them on, and webhooks signed by
 * Stripe's own library.
 */
export async function startStripe({ port = 0 } = {}): Promise<StripeStandIn> {
  const webhookSecret = 'whsec_made_up_for_this_example';
  const intents = new Map<string, PaymentIntent>();
  let events = 0;

  const { url, close } = await listen(
    createServer((request, response) => {
      void answer(request, response);
    }),
    port,
  );
  const standIn: StripeStandIn = {
    url,
    webhookSecret,
    shopUrl: '',
    async settle() {
      for (const intent of intents.values()) {
        if (intent.status === 'processing') await pay(intent);
      }
    },
    close,
  };
  return standIn;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const [, , kind, id = ''] = pathname.split('/');
    const intent = intents.get(id);
    if (request.method === 'POST' && pathname === '/v1/payment_intents') {
      return json(response, create(new URLSearchParams(await text(request))));
    }
    if (intent && kind === 'payment_intents') return json(response, shown(intent));
    if (intent && kind === 'pay' && request.method === 'POST') {
      const way = new URLSearchParams(await text(request)).get('way');
      if (way === 'now') await pay(intent);
      else intent.status = way === 'declined' ? 'requires_payment_method' : 'processing';
      const back = new URL(intent.return_url);
      back.searchParams.set('payment_intent', intent.id);
      back.searchParams.set('payment_intent_client_secret', `${intent.id}_secret_made_up`);
      back.searchParams.set('redirect_status', redirectStatus[intent.status]);
      response.writeHead(303, { location: back.href }).end();
      return;
    }
    if (intent && kind === 'pay' && searchParams.size === 0) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(cardPage(intent));
      return;
    }
    // https://docs.stripe.com/error-codes#resource-missing
    const message = `No such ${kind}: '${id}'`;
    json(
      response,
      { error: { type: 'invalid_request_error', code: 'resource_missing', message } },
      404,
    );
  }

  function create(form: URLSearchParams): unknown {
    const metadata = [...form].flatMap(([name, value]) => {
      const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
      return key === undefined ? [] : [[key, value] as const];
    });
    const intent: PaymentIntent = {
      id: `pi_3Example${String(intents.size + 1).padStart(12, '0')}`,
      status: 'requires_action',
      amount: Number(form.get('amount')),
      currency: (form.get('currency') ?? '').toLowerCase(),
      metadata: Object.fromEntries(metadata),
      receipt_email: form.get('receipt_email'),
      return_url: form.get('return_url') ?? '',
      created: Math.floor(Date.now() / 1000),
    };
    intents.set(intent.id, intent);
    return shown(intent);
  }

  async function pay(intent: PaymentIntent): Promise<void> {
    intent.status = 'succeeded';
    const payload = JSON.stringify({
      id: `evt_3Example${++events}`,
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: Math.floor(Date.now() / 1000),
      livemode: true,
      pending_webhooks: 1,
      request: { id: null, idempotency_key: null },
      type: 'payment_intent.succeeded',
      data: { object: shown(intent) },
    });
    const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret: webhookSecret });
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    const hook = `${standIn.shopUrl}/api/webhooks/stripe`;
    // Twice: Stripe says that it may deliver an event more than once.
    for (let copy = 0; copy < 2; copy += 1) {
      const { status } = await fetch(hook, { method: 'POST', body: payload, headers });
      if (status !== 200) console.error(`The shop's webhook answered ${status}.`);
    }
  }

  function shown(intent: PaymentIntent): unknown {
    const { return_url, ...rest } = intent;
    const paid = intent.status === 'succeeded';
    return {
      object: 'payment_intent',
      ...rest,
      amount_received: paid ? intent.amount : 0,
      livemode: true,
      payment_method_types: ['ideal'],
      next_action:
        intent.status === 'requires_action'
          ? {
              type: 'redirect_to_url',
              redirect_to_url: { url: `${url}/card/pay/${intent.id}`, return_url },
            }
          : null,
    };
  }
}

/** What Stripe appends to the return_url. */
// https://docs.stripe.com/payments/accept-a-payment?platform=web&ui=elements#web-submit-payment
const redirectStatus: Readonly<Record<PaymentIntent['status'], string>> = {
  processing: 'pending',
  requires_action: 'pending',
  requires_payment_method: 'failed',
  succeeded: 'succeeded',
};

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
