import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSandbox } from '@meta-capi/sandbox';

/** A Graph API that fails like Meta's, and counts every copy that it received. */
export interface UnreliableGraph {
  url: string;
  /** The received copies of each event id, including those whose answer was lost. */
  readonly copies: ReadonlyMap<string, number>;
  /** The copies of each event id whose sender received no usable answer. */
  readonly unanswered: ReadonlyMap<string, number>;
  /** Requests that were received, but whose senders received no usable answer. */
  ambiguousRequests(): number;
  /** The ids that the sandbox counted. An id that was counted twice is in the list twice. */
  counted(): readonly string[];
  isDown: boolean;
  close(): void;
}

export async function startUnreliableGraph(failureRate: number): Promise<UnreliableGraph> {
  const sandbox = createSandbox();
  const copies = new Map<string, number>();
  const unanswered = new Map<string, number>();
  let ambiguousRequests = 0;
  const graph = { isDown: false };

  async function accept(request: IncomingMessage, body: Buffer): Promise<Response> {
    for (const id of idsOf(body)) add(copies, id);
    return sandbox.fetch(`https://graph.facebook.com${request.url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Uint8Array(body),
    });
  }

  function noteUnanswered(body: Buffer): void {
    ambiguousRequests += 1;
    for (const id of idsOf(body)) add(unanswered, id);
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const dice = Math.random() / failureRate;
    if (graph.isDown || dice < 0.4) {
      // Not received: a closed connection, or a 503. The sender cannot know this.
      if (dice < 0.2) response.socket?.destroy();
      else response.writeHead(503).end();
      return;
    }
    const accepted = await accept(request, body);
    if (dice < 0.6) {
      noteUnanswered(body);
      response.socket?.destroy();
      return;
    }
    if (dice < 1) {
      // Longer than the sender's timeout.
      noteUnanswered(body);
      await sleep(6000);
      response.writeHead(502).end();
      return;
    }
    // A sender that was killed or timed out receives no answer.
    noteIfConnectionCloses(response, () => noteUnanswered(body));
    response.writeHead(accepted.status, { 'content-type': 'application/json' });
    response.end(await accepted.text());
  }

  const server = createServer((request, response) => {
    // The connection of a killed sender closes during the request.
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return Object.assign(graph, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    copies,
    unanswered,
    ambiguousRequests: () => ambiguousRequests,
    counted: () => sandbox.counted.map(({ eventId }) => String(eventId)),
    close() {
      server.close();
      server.closeAllConnections();
    },
  });
}

/**
 * The sender keeps a connection whose response it has read. If it closes the connection right after the
 * response, it had stopped waiting: on a busy machine its time limit ends while the response is written.
 */
function noteIfConnectionCloses({ socket }: ServerResponse, note: () => void): void {
  if (socket === null || socket.destroyed) {
    note();
    return;
  }
  socket.once('close', note);
  const forget = (): void => void socket.off('close', note);
  socket.once('data', forget);
  setTimeout(forget, 2000).unref();
}

function idsOf(body: Buffer): readonly string[] {
  const { data } = JSON.parse(body.toString()) as { data: { event_id: string }[] };
  return data.map(({ event_id }) => event_id);
}

function add(counts: Map<string, number>, id: string): void {
  counts.set(id, (counts.get(id) ?? 0) + 1);
}
