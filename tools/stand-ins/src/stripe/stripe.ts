import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerApi } from './api.ts';
import {
  listEvents,
  type SnapshotEvent,
  snapshotOf,
  type ThinEvent,
  thinEventOf,
} from './events.ts';
import { type Life, startLife } from './life.ts';
import { createRecords, type Happening } from './records.ts';

export type { Payment } from './account.ts';
export type { Life } from './life.ts';
export type { Happening, Metadata, Subscription } from './records.ts';

export interface StripeOptions {
  /** Unix seconds at which the merchant's life begins. */
  now: number;
  /** The API version of the webhook endpoint. @default "2026-10-28.endive" */
  endpointVersion?: string;
  apiKey?: string;
  /** Whether thin events contain the previous values of what changed. @default false */
  hasChanges?: boolean;
  /** Whether the key and the event destination are an organization's, and all accounts are its own. */
  isOrganization?: boolean;
  /** What happens to a request instead of its answer. */
  fault?: (path: string) => number | 'never' | undefined;
}

/** As much of Stripe as a merchant's server meets, as strict as Stripe. */
export interface StripeStandIn {
  /** Your own account. */
  life: Life;
  /** Another account; a connected account of an organization's account by its path. */
  connected(account: string): Life;
  /** What happened, in order. */
  happenings: readonly Happening[];
  snapshot(happening: Happening): SnapshotEvent;
  thin(happening: Happening): ThinEvent;
  /** The API, for a client without a socket. */
  fetch(request: Request): Promise<Response>;
  /** Method and path of every request. */
  asked: readonly string[];
}

export function createStripe({
  now,
  endpointVersion = '2026-10-28.endive',
  apiKey = 'sk_test_made_up',
  hasChanges = false,
  isOrganization = false,
  fault = () => undefined,
}: StripeOptions): StripeStandIn {
  const records = createRecords();
  const asked: string[] = [];

  function answer(request: Request): Response | undefined {
    const { pathname: path, searchParams: query } = new URL(request.url);
    asked.push(`${request.method} ${path}`);
    const happened = fault(path);
    if (happened === 'never') return undefined;
    if (happened !== undefined) return Response.json({ error: {} }, { status: happened });
    if (request.headers.get('authorization') !== `Bearer ${apiKey}`) {
      const error = { type: 'invalid_request_error', message: 'Invalid API Key provided.' };
      return Response.json({ error }, { status: 401 });
    }
    const { headers } = request;
    const context = headers.get('stripe-context') ?? undefined;
    const account = isOrganization ? context : (headers.get('stripe-account') ?? context);
    // The key of an organization has no account, and takes no Stripe-Account.
    // https://docs.stripe.com/context
    if (isOrganization && (context === undefined || headers.has('stripe-account'))) {
      const error = { type: 'invalid_request_error', message: 'Provide a Stripe-Context header.' };
      return Response.json({ error }, { status: 400 });
    }
    const version = headers.get('stripe-version') ?? endpointVersion;
    if (path === '/v1/events') {
      return Response.json(listEvents({ path, query, version, account }, endpointVersion, records));
    }
    const { status, body } = answerApi({ path, query, version, account }, records);
    return Response.json(body, { status });
  }

  return {
    life: startLife(records, now),
    connected: (account) => startLife(records, now, account),
    happenings: records.happenings,
    snapshot: (happening) => snapshotOf(happening, endpointVersion, records, isOrganization),
    thin: (happening) => thinEventOf(happening, hasChanges),
    fetch: (request) => {
      const response = answer(request);
      return response === undefined ? new Promise(() => undefined) : Promise.resolve(response);
    },
    asked,
  };
}

async function respond(
  stripe: StripeStandIn,
  request: Request,
  outgoing: ServerResponse,
): Promise<void> {
  const response = await stripe.fetch(request);
  outgoing.writeHead(response.status, { 'content-type': 'application/json' });
  outgoing.end(await response.text());
}

export interface StripeAddress {
  host: string;
  port: number;
  protocol: 'http';
}

/** Serves a stand-in on the loopback address; `address` is for the options of a client. */
export async function serveStripe(
  stripe: StripeStandIn,
): Promise<{ address: StripeAddress; close: () => Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const headers = new Headers(
      Object.entries(incoming.headers).map(([name, value]): [string, string] => [
        name,
        String(value),
      ]),
    );
    const method = incoming.method ?? 'GET';
    const request = new Request(`http://127.0.0.1${incoming.url}`, { method, headers });
    void respond(stripe, request, outgoing);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    address: { host: '127.0.0.1', port, protocol: 'http' },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
