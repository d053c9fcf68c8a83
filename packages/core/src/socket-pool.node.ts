import type { Agent, ClientRequest } from 'node:http';
import https from 'node:https';
import { sharedLookup } from './shared-lookup.node.ts';

const maxSockets = 8;
/** Shorter than the idle limits of common load balancers and address translators (60–350 s). */
const maxIdleMs = 30_000;

interface Transport {
  open: typeof https.request;
  agent: Agent;
}

let secure: Transport | undefined;
let plain: Transport | undefined;
let lastOpened = 0;

/** Opens a POST over a kept-alive socket, or a new one while fewer than 8 are open to the host. */
export function openPost(url: string, contentLength: number): ClientRequest {
  // A frozen process (AWS Lambda) runs no idle timers; the sockets it wakes up with are dead, and
  // where an address translator dropped them nothing would ever say so.
  const now = Date.now();
  if (now - lastOpened > maxIdleMs) dropIdleSockets();
  lastOpened = now;

  const { open, agent } = isPlain(url) ? plainTransport() : secureTransport();
  return open(url, {
    method: 'POST',
    agent,
    headers: {
      'content-type': 'application/json',
      'content-length': contentLength,
      'accept-encoding': 'identity',
    },
  });
}

/** The event of a new socket after which bytes of a request can leave. */
export function readyEvent(url: string): 'connect' | 'secureConnect' {
  return isPlain(url) ? 'connect' : 'secureConnect';
}

/** Closes every socket that waits for a next request. */
export function dropIdleSockets(): void {
  for (const transport of [secure, plain]) {
    for (const sockets of Object.values(transport?.agent.freeSockets ?? {})) {
      for (const socket of sockets ?? []) socket.destroy();
    }
  }
}

function secureTransport(): Transport {
  secure ??= { open: https.request, agent: new https.Agent(agentOptions) };
  return secure;
}

// Only local development reaches a plain server (the sandbox). `import 'node:http'` would cost
// every cold start 20 ms on Node 22 and 24, whose lazy exports load a whole HTTP client.
function plainTransport(): Transport {
  if (!plain) {
    const http = process.getBuiltinModule('node:http');
    plain = { open: http.request, agent: new http.Agent(agentOptions) };
  }
  return plain;
}

const agentOptions = { keepAlive: true, maxSockets, timeout: maxIdleMs, lookup: sharedLookup };

function isPlain(url: string): boolean {
  return url.startsWith('http:');
}
