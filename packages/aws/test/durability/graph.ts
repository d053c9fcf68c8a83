import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSandbox } from '@meta-capi/sandbox';

/** A Graph API that fails as Meta does, and counts every copy it received. */
export interface UnreliableGraph {
  url: string;
  /** Copies received of each event id, also those whose answer was lost. */
  readonly copies: ReadonlyMap<string, number>;
  /** Requests of which the sender cannot know whether they were received. */
  ambiguousRequests(): number;
  /** The ids that the sandbox counted, each as often as it was counted. */
  counted(): readonly string[];
  isDown: boolean;
  close(): void;
}

export async function startUnreliableGraph(failureRate: number): Promise<UnreliableGraph> {
  const sandbox = createSandbox();
  const copies = new Map<string, number>();
  let ambiguousRequests = 0;
  const graph = { isDown: false };

  async function accept(request: IncomingMessage, body: Buffer): Promise<Response> {
    const { data } = JSON.parse(body.toString()) as { data: { event_id: string }[] };
    for (const { event_id } of data) copies.set(event_id, (copies.get(event_id) ?? 0) + 1);
    return sandbox.fetch(`https://graph.facebook.com${request.url}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: new Uint8Array(body),
    });
  }

  const server = createServer((request, response) => {
    void (async () => {
      const body = await buffer(request);
      const dice = Math.random() / failureRate;
      if (graph.isDown || dice < 0.4) {
        // Down: nothing is received, and the sender is told so by a 503 or by silence.
        if (dice < 0.2) return response.socket?.destroy();
        return response.writeHead(503).end();
      }
      if (dice < 0.6) {
        ambiguousRequests += 1;
        await accept(request, body);
        return response.socket?.destroy();
      }
      if (dice < 1) {
        ambiguousRequests += 1;
        await accept(request, body);
        await sleep(6000);
      }
      const answer = dice < 1 ? Response.json({}, { status: 502 }) : await accept(request, body);
      return response
        .writeHead(answer.status, { 'content-type': 'application/json' })
        .end(await answer.text());
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return Object.assign(graph, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    copies,
    ambiguousRequests: () => ambiguousRequests,
    counted: () => sandbox.counted.map(({ eventId }) => String(eventId)),
    close() {
      server.close();
      server.closeAllConnections();
    },
  });
}
