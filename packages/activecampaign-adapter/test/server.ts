import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import {
  createCapiClient,
  createWebhookHandler,
  type EventSink,
  type Report,
  toNodeHandler,
} from '@meta-capi/core';
import { createSandbox, type Sandbox } from '@meta-capi/sandbox';
import { type ActiveCampaignAdapterOptions, activeCampaignAdapter } from '../src/index.ts';
import { secret } from './webhook/posts.ts';

export interface WebhookServer {
  url: string;
  port: number;
  sandbox: Sandbox;
  reports: Report[];
  /** The handler without HTTP, for property tests. */
  handle(request: Request): Promise<Response>;
  /** Posts a form to the path with the secret, or to another path. */
  post(body: string, path?: string): Promise<Response>;
  /** Writes raw bytes, and reads the response until the server closes the connection. */
  raw(...chunks: readonly (string | Uint8Array)[]): Promise<string>;
  close(): Promise<void>;
}

export interface WebhookServerOptions extends Partial<ActiveCampaignAdapterOptions> {
  sink?: EventSink | undefined;
  /** Reads the body before the handler, like a body parser. */
  parsesBodies?: boolean | undefined;
}

/** The adapter behind a real `node:http` server, sending to a sandbox. */
export async function startWebhookServer({
  sink,
  parsesBodies,
  ...options
}: WebhookServerOptions = {}): Promise<WebhookServer> {
  const sandbox = createSandbox({ strict: true });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'send',
    fetch: sandbox.fetch,
  });
  const reports: Report[] = [];
  const adapter = activeCampaignAdapter({ account: 'example', secret, ...options });
  const handle = createWebhookHandler(adapter, sink ?? capi, {
    reporter: (one) => reports.push(one),
  });
  const handleNode = toNodeHandler(handle);
  const server = createServer((incoming, outgoing) => {
    if (!parsesBodies) return void handleNode(incoming, outgoing);
    incoming.on('data', () => undefined);
    incoming.on('end', () => void handleNode(incoming, outgoing));
  });
  const port = await listen(server);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    sandbox,
    reports,
    handle,
    post: (body, path = `/hooks/${secret}`) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        body,
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    raw: (...chunks) => talk(port, chunks),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function talk(port: number, chunks: readonly (string | Uint8Array)[]): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1');
    socket.on('data', (data) => {
      heard += data.toString('latin1');
    });
    // The server may close the connection during the write.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard));
    for (const chunk of chunks) socket.write(chunk);
  });
}
