import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerApi, createGate, type Webhook } from './activecampaign/api.ts';
import type { ApiAnswer } from './activecampaign/lists.ts';
import { type ContactChange, createRecords, type Membership } from './activecampaign/records.ts';
import { accountWebhook, automationStep, type Origin } from './activecampaign/webhooks.ts';

/** What ActiveCampaign posted, and what it was answered; it posts everything once. */
export interface Delivery {
  url: string;
  body: string;
  status: number;
}

/** As much of ActiveCampaign as a site meets, on the loopback address. */
export interface ActiveCampaign {
  /** In place of `https://example.api-us1.com`. */
  url: string;
  deliveries: readonly Delivery[];
  /** Somebody sends a form that ActiveCampaign hosts. */
  submitForm(person: ContactChange, list: string): void;
  /** A colleague of yours adds somebody. */
  addByHand(person: ContactChange, list: string): void;
  /** A contact reaches an automation's webhook step, which posts to the step's own URL. */
  reachAutomation(email: string, url: string): Promise<void>;
  /** Posts the last webhook once more: "at least once" is what ActiveCampaign promises. */
  repeatLast(): Promise<void>;
  /** Posts the webhooks that are due, in order; ActiveCampaign takes some seconds for it. */
  postWebhooks(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a stand-in that posts the webhooks registered with it through `POST /api/3/webhooks`. */
export async function startActiveCampaign(apiToken: string): Promise<ActiveCampaign> {
  const records = createRecords();
  const webhooks: Webhook[] = [];
  const deliveries: Delivery[] = [];
  const due: { url: string; body: string }[] = [];

  async function post(url: string, body: string): Promise<void> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual' });
    deliveries.push({ url, body, status: response.status });
  }

  function subscribed(membership: Membership, origin: Origin): void {
    const contact = records.find({ id: membership.contact });
    if (contact === undefined) return;
    const body = accountWebhook(contact, membership, origin);
    for (const { url, events, sources } of webhooks) {
      if (events.includes('subscribe') && sources.includes(origin)) due.push({ url, body });
    }
  }

  function subscribe(person: ContactChange, list: string, origin: Origin): void {
    const { contact } = records.sync(person);
    subscribed(
      records.subscribe(contact, list, { form: origin === 'public' ? '5' : null }),
      origin,
    );
  }

  const refusalOf = createGate(apiToken);
  async function answer(request: IncomingMessage): Promise<ApiAnswer> {
    const refusal = refusalOf(request.headers['api-token']);
    if (refusal !== undefined) return refusal;
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
    const body = await readJson(request);
    const register = (webhook: Webhook): void => void webhooks.push(webhook);
    return answerApi(
      { method: request.method, path, query, body },
      { records, register, subscribed },
    );
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body, retryAfter = '' } = await answer(request);
    response.writeHead(status, { 'content-type': 'application/json', 'retry-after': retryAfter });
    response.end(JSON.stringify(body));
  }

  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliveries,
    submitForm: (person, list) => subscribe({ ip: '8.8.8.8', ...person }, list, 'public'),
    addByHand: (person, list) => subscribe(person, list, 'admin'),
    async reachAutomation(email, url) {
      const contact = records.find({ email });
      if (contact !== undefined) await post(url, automationStep(contact));
    },
    async repeatLast() {
      const last = deliveries.at(-1);
      if (last !== undefined) await post(last.url, last.body);
    },
    async postWebhooks() {
      for (const { url, body } of due.splice(0)) await post(url, body);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}
