import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSandbox, type Sandbox } from '@meta-capi/sandbox';

/** What a Graph API of a bad day does with a request that a sandbox judges. */
export type Behaviour = (
  take: () => Promise<Response>,
  response: ServerResponse,
) => Promise<void> | void;

export interface Graph {
  url: string;
  sandbox: Sandbox;
  /** Ends every connection, as a server does with idle ones. */
  dropConnections: () => void;
  close: () => void;
}

export async function startGraph(behaviour: Behaviour): Promise<Graph> {
  const sandbox = createSandbox({ strict: true });
  const take = async (request: IncomingMessage, body: string): Promise<Response> => {
    const headers = { 'content-type': 'application/json' };
    const url = `https://graph.facebook.com${request.url}`;
    return sandbox.fetch(url, { method: 'POST', headers, body });
  };
  const server = createServer((request, response) => {
    // Meta has the whole body before it answers, however long that takes: a client that gives up by
    // then cannot take it back.
    const body = text(request);
    body.catch(() => undefined);
    void behaviour(async () => take(request, await body), response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    sandbox,
    dropConnections: () => server.closeAllConnections(),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

export const up: Behaviour = async (take, response) => pass(await take(), response);

export function slow(ms: number): Behaviour {
  return async (take, response) => {
    await sleep(ms);
    await pass(await take(), response);
  };
}

/** Takes the event and never says so. */
export const stalled: Behaviour = async (take) => {
  await take();
};

/** Takes the event and breaks down over it. */
export const broken: Behaviour = async (take, response) => {
  await take();
  response.writeHead(500).end('oops');
};

export const refusing: Behaviour = (_, response) => {
  const error = { message: 'Invalid OAuth access token.', type: 'OAuthException', code: 190 };
  response.writeHead(400, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error }));
};

async function pass(answer: Response, response: ServerResponse): Promise<void> {
  response.writeHead(answer.status, { 'content-type': 'application/json' });
  response.end(await answer.text());
}
