import { isHost } from '../http/host.ts';
import { notePeer } from '../visitor/peer-address.ts';
import { alreadyRead } from '../webhook/read-body.ts';
import { reportHandlerError } from './handler-error.ts';

/** The parts of Node's `IncomingMessage` that are used, so that core needs no Node types. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  method?: string | undefined;
  url?: string | undefined;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** True after any middleware has begun to read the body. */
  readableDidRead?: boolean | undefined;
  /** The body as received, if a platform or a body parser has read and kept it. */
  // https://firebase.google.com/docs/functions/http-events#read_values_from_the_request
  // https://docs.cloud.google.com/functions/docs/writing/write-http-functions
  rawBody?: unknown;
  httpVersionMajor?: number | undefined;
  socket?: { remoteAddress?: string | undefined; encrypted?: boolean } | undefined;
}

/** The parts of Node's `ServerResponse` that are used. */
export interface NodeResponse {
  writeHead(status: number, headers: Record<string, string | string[]>): unknown;
  end(body: Uint8Array): unknown;
}

/**
 * Mounts a `Request → Response` handler in Express, Fastify or `node:http`. It needs the raw body:
 * mount it before any body parser, or keep the bytes in `rawBody`, as Firebase and Cloud Run
 * functions do.
 *
 * @example
 * app.post('/webhooks/stripe', toNodeHandler(createWebhookHandler(adapter, capi)));
 */
export function toNodeHandler(
  handler: (request: Request) => Promise<Response>,
): (request: NodeRequest, response: NodeResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    // A message from which no Request can be created, such as one with an invalid Host: 400.
    let status = 400;
    let headers: Record<string, string | string[]> = {};
    let body = new Uint8Array();
    try {
      const request = toRequest(incoming);
      notePeer(request, incoming.socket?.remoteAddress);
      status = 500;
      const response = await handler(request);
      // `Response.error()` has the status 0, which `writeHead` rejects.
      status = response.status || 500;
      headers = toNodeHeaders(response.headers);
      body = new Uint8Array(await response.arrayBuffer());
    } catch (error) {
      // The sender must not see any of it. The handlers of this package never throw; yours may.
      if (status !== 400) reportHandlerError(error);
    }
    // The rest of a refused body must not keep the connection busy; HTTP/2 has streams.
    const isLast = status >= 400 && incoming.httpVersionMajor !== 2;
    try {
      outgoing.writeHead(status, isLast ? { ...headers, connection: 'close' } : headers);
      outgoing.end(body);
    } catch {
      // Another middleware has already sent a response, for example after its timeout.
    }
  };
}

/** Cookies stay separate: several cannot share one header. */
function toNodeHeaders(headers: Headers): Record<string, string | string[]> {
  const cookies = headers.getSetCookie();
  const others = Object.fromEntries(headers);
  return cookies.length > 0 ? { ...others, 'set-cookie': cookies } : others;
}

function toRequest(incoming: NodeRequest): Request {
  const method = incoming.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(toUrl(incoming), {
    method,
    headers: toHeaders(incoming.headers),
    ...(hasBody ? { body: toBody(incoming), duplex: 'half' } : {}),
  });
}

function toBody(incoming: NodeRequest): Uint8Array<ArrayBuffer> | string | ReadableStream {
  const { rawBody } = incoming;
  if (typeof rawBody === 'string') return rawBody;
  // A copy: the bytes of a small Buffer are part of a shared pool.
  return rawBody instanceof Uint8Array ? new Uint8Array(rawBody) : toStream(incoming);
}

function toUrl({ url: target = '/', headers, socket }: NodeRequest): URL {
  const scheme = socket?.encrypted === true ? 'https' : 'http';
  const host = first(headers['host'] ?? headers[':authority']) ?? 'localhost';
  if (!isHost(host)) throw new TypeError('Invalid Host header.');
  // `//example.com/` is a path here, and would name a host if it were resolved against one.
  return new URL(target.startsWith('/') ? `${scheme}://${host}${target}` : target);
}

function toHeaders(incoming: NodeRequest['headers']): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming)) {
    // `Headers` rejects the pseudo-headers of HTTP/2.
    if (value === undefined || name.startsWith(':')) continue;
    for (const one of Array.isArray(value) ? value : [value]) headers.append(name, one);
  }
  return headers;
}

function toStream(incoming: NodeRequest): ReadableStream<Uint8Array> {
  if (incoming.readableDidRead) {
    return new ReadableStream({ start: (controller) => controller.error(alreadyRead()) });
  }
  const chunks = incoming[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    // No cancel: ending the iterator would destroy the socket before the refusal is written.
  });
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
