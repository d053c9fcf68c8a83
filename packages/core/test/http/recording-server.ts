import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface ReceivedEvent {
  event_id: string;
  custom_data?: { content_name?: string };
}

/** A request that arrived whole. */
export interface ReceivedRequest {
  /** The ids of its events. */
  ids: readonly string[];
  /** Counted from 0. */
  index: number;
  /** Of the connection it came over, counted from 0. */
  connection: number;
  /** The pixel that its path names. */
  pixelId: string;
}

export interface Reaction {
  /** Is every event of the request recorded as received by Meta? */
  accepts?: boolean;
  /** How much later than the request's arrival. @default 0 */
  acceptsAfterMs?: number;
  respond: (response: ServerResponse) => void;
}

export interface RecordingServer {
  baseUrl: string;
  /** Ids of accepted events, with the number of accepted copies. */
  accepted: ReadonlyMap<string, number>;
  /** Ids of all events that arrived, accepted or not. */
  seen: ReadonlySet<string>;
  requests: readonly ReceivedRequest[];
  connections: () => number;
  close: () => Promise<void>;
}

/** A loopback Graph that does what `react` says and records which events it accepted. */
export async function startRecordingServer(
  react: (request: ReceivedRequest) => Reaction,
  idOf: (event: ReceivedEvent) => string = ({ event_id }) => event_id,
): Promise<RecordingServer> {
  const accepted = new Map<string, number>();
  const seen = new Set<string>();
  const requests: ReceivedRequest[] = [];
  const numbers = new WeakMap<object, number>();
  let connections = 0;

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const { data } = JSON.parse(Buffer.concat(chunks).toString()) as {
        data: readonly ReceivedEvent[];
      };
      const ids = data.map(idOf);
      const connection = numbers.get(request.socket) ?? -1;
      const [, , pixelId = ''] = request.url?.split('/') ?? [];
      const received = { ids, index: requests.length, connection, pixelId };
      requests.push(received);
      for (const id of ids) seen.add(id);
      const { accepts = false, acceptsAfterMs = 0, respond } = react(received);
      const record = (): void => {
        for (const id of ids) accepted.set(id, (accepted.get(id) ?? 0) + 1);
      };
      if (accepts && acceptsAfterMs > 0) setTimeout(record, acceptsAfterMs);
      else if (accepts) record();
      respond(response);
    });
  });
  server.on('connection', (socket) => {
    numbers.set(socket, connections);
    connections += 1;
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });

  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    accepted,
    seen,
    requests,
    connections: () => connections,
    close,
  };
}

export function json(status: number, body: object, headers: Record<string, string> = {}) {
  return (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

/** Accepts every event of the request and says so. */
export function accept({ ids }: ReceivedRequest): Reaction {
  return { accepts: true, respond: json(200, { events_received: ids.length }) };
}

/** Graph's error response. */
export function graphError(status: number, code: number, subcode?: number): Reaction['respond'] {
  const error = { message: 'm', type: 'OAuthException', code, error_subcode: subcode };
  return json(status, { error });
}

/** The same, but its response comes `ms` milliseconds later. */
export function after(ms: number, { accepts = false, respond }: Reaction): Reaction {
  return { accepts, respond: (response) => void setTimeout(respond, ms, response) };
}

export const noResponse = (): void => {};

export const resetConnection = (response: ServerResponse): void => {
  response.socket?.resetAndDestroy();
};
