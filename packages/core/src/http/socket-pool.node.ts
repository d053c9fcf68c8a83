import type { Agent, ClientRequest } from 'node:http';
import https, { type RequestOptions } from 'node:https';
import { sharedLookup } from './dns-lookup.node.ts';
import { maxConnections } from './types.ts';

/** The kept-alive sockets of one client. */
export interface SocketPool {
  /** Opens a POST over a kept-alive socket, or a new one while fewer than 32 are open. */
  openPost(url: string): ClientRequest;
  /** Closes every socket that waits for a next request. */
  dropIdleSockets(): void;
}

// oxlint-disable-next-line max-lines-per-function -- one closed object: short methods that share this state
export function createSocketPool(): SocketPool {
  const transports = new Map<string, Transport>();
  let prepared: PreparedRequest | undefined;
  let lastOpened = 0;

  function transportOf(protocol: string): Transport {
    let transport = transports.get(protocol);
    if (transport === undefined) {
      transport = protocol === 'http:' ? plainTransport() : secureTransport();
      transports.set(protocol, transport);
    }
    return transport;
  }

  /** A client has one URL. To parse it costs as much as to send a small body. */
  function requestFor(url: string): PreparedRequest {
    if (prepared?.url === url) return prepared;
    const { protocol, hostname, port, pathname, search } = new URL(url);
    const { open, agent } = transportOf(protocol === 'http:' ? 'http:' : 'https:');
    const host = hostname.replace(/^\[|\]$/g, '');
    const options: RequestOptions = {
      protocol,
      host,
      port: port || (protocol === 'http:' ? 80 : 443),
      path: pathname + search,
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'accept-encoding': 'identity' },
      // An address has no server name. https://www.rfc-editor.org/rfc/rfc6066#section-3
      servername: isAddress(host) ? '' : host,
    };
    prepared = { url, open, options };
    return prepared;
  }

  function dropIdleSockets(): void {
    for (const { agent } of transports.values()) {
      for (const sockets of Object.values(agent.freeSockets)) {
        for (const socket of sockets ?? []) socket.destroy();
      }
    }
  }

  return {
    dropIdleSockets,
    openPost(url) {
      // A frozen process (AWS Lambda) runs no idle timers; the sockets it wakes up with are dead,
      // and where an address translator dropped them nothing would ever say so. By the wall clock:
      // the monotonic one may have been frozen too.
      const now = Date.now();
      if (now - lastOpened > maxIdleMs) dropIdleSockets();
      lastOpened = now;

      const { open, options } = requestFor(url);
      return open(options);
    },
  };
}

/** The event of a new socket after which bytes of a request can leave. */
export function readyEvent(url: string): 'connect' | 'secureConnect' {
  return isPlain(url) ? 'connect' : 'secureConnect';
}

/** Of a host as `URL` writes it. */
function isAddress(host: string): boolean {
  return host.includes(':') || /^\d+(?:\.\d+){3}$/.test(host);
}

interface PreparedRequest {
  readonly url: string;
  readonly open: typeof https.request;
  readonly options: RequestOptions;
}

interface Transport {
  open: typeof https.request;
  agent: Agent;
}

function secureTransport(): Transport {
  return { open: https.request, agent: new https.Agent(agentOptions) };
}

// Only local development reaches a plain server (the sandbox). `import 'node:http'` would cost
// every cold start 20 ms on Node 22 and 24, whose lazy exports load a whole HTTP client.
function plainTransport(): Transport {
  const http = process.getBuiltinModule('node:http');
  return { open: http.request, agent: new http.Agent(agentOptions) };
}

/** Shorter than the idle limits of common load balancers and address translators (60–350 s). */
const maxIdleMs = 30_000;

const agentOptions = {
  keepAlive: true,
  maxSockets: maxConnections,
  timeout: maxIdleMs,
  lookup: sharedLookup,
};

function isPlain(url: string): boolean {
  return url.startsWith('http:');
}
