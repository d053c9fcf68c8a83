import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import Stripe from 'stripe';

export interface Asked {
  /** Method, path and query. */
  line: string;
  account: string | undefined;
}

export type StripeAnswer = { status: number; body: unknown } | 'never';

/**
 * Stripe's own client, talking to a local server that answers each path as told, and every other
 * one with Stripe's 404.
 */
export async function startStripe(
  answers: (path: string, query: URLSearchParams) => StripeAnswer | undefined,
): Promise<{ stripe: Stripe; asked: Asked[]; close: () => void }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const { line, account, url } = read(request);
    asked.push({ line, account });
    const answer = answers(url.pathname, url.searchParams) ?? notFound;
    if (answer === 'never') return;
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    stripe: new Stripe('sk_test_made_up', { host: '127.0.0.1', port, protocol: 'http' }),
    asked,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const notFound: StripeAnswer = {
  status: 404,
  body: { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'No such' } },
};

function read(request: IncomingMessage): Asked & { url: URL } {
  const url = new URL(request.url ?? '/', 'http://stripe');
  const account = request.headers['stripe-account'];
  return {
    url,
    line: `${request.method} ${decodeURIComponent(request.url ?? '')}`,
    account: Array.isArray(account) ? account[0] : account,
  };
}
