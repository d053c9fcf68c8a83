import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** The API of a stand-in, without a socket. */
interface Api {
  fetch(request: Request): Promise<Response>;
}

/** Answers a request of Node's server as the API of the stand-in. */
export async function respondOverHttp(
  api: Api,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const headers = new Headers(
    Object.entries(incoming.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]),
  );
  const method = incoming.method ?? 'GET';
  const body = method === 'GET' ? null : await text(incoming);
  const response = await api.fetch(
    new Request(`http://127.0.0.1${incoming.url}`, { method, headers, body }),
  );
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
  stripe: Api,
): Promise<{ address: StripeAddress; close: () => Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    void respondOverHttp(stripe, incoming, outgoing);
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
