import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';

/** What a faulty server does with one connection's request, written to the bare socket. */
export interface Play {
  /** When it starts: as soon as somebody connects, after the head, or after the whole body. */
  after: 'connection' | 'head' | 'body';
  run: (socket: Socket) => void;
}

interface SeenRequest {
  /** Request line and headers. */
  head: string;
  body: string;
  /** Of the connection it came over, counted from 0. */
  connection: number;
}

export interface FaultyServer {
  url: string;
  port: number;
  /** Requests that arrived whole, also where the answer was broken. */
  requests: readonly SeenRequest[];
  /** Connections so far. */
  connections: () => number;
  /** The most connections open at one time. */
  peakConnections: () => number;
  /** Bytes written to all sockets. */
  bytesWritten: () => number;
  close: () => Promise<void>;
}

export type Certificate = 'trusted' | 'self-signed' | 'expired' | 'other-name';

interface Options {
  certificate?: Certificate;
}

/**
 * A loopback server that plays `plays[n]` to the n-th request, and the last one to all later ones.
 * It closes when the test ends.
 */
export async function startFaultyServer(
  plays: readonly [Play, ...Play[]],
  { certificate }: Options = {},
): Promise<FaultyServer> {
  const requests: SeenRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let peak = 0;
  let bytesWritten = 0;
  let started = 0;

  const onConnection = (socket: Socket) => {
    const connection = connections;
    connections += 1;
    let received = Buffer.alloc(0);
    let play: Play | undefined;
    let playing = false;
    const advance = (reached: Play['after']) => {
      play ??= plays[Math.min(started++, plays.length - 1)];
      if (playing || play?.after !== reached) return;
      playing = true;
      play.run(socket);
    };

    sockets.add(socket);
    peak = Math.max(peak, sockets.size);
    socket.on('error', () => {});
    socket.on('close', () => {
      sockets.delete(socket);
      bytesWritten += socket.bytesWritten;
    });
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, Buffer.from(chunk)]);
      for (;;) {
        const headEnd = received.indexOf('\r\n\r\n');
        if (headEnd < 0) return;
        advance('head');
        const head = received.toString('latin1', 0, headEnd);
        const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
        const end = headEnd + 4 + length;
        if (received.length < end) return;
        requests.push({ head, body: received.toString('utf8', headEnd + 4, end), connection });
        received = received.subarray(end);
        advance('body');
        play = undefined;
        playing = false;
      }
    });
    if (plays[Math.min(started, plays.length - 1)]?.after === 'connection') advance('connection');
  };

  const server = certificate
    ? createTlsServer(tlsOptions(certificate), (socket: TLSSocket) => onConnection(socket))
    : // Half-open, so that a play can end its side and go on reading.
      createServer({ allowHalfOpen: true }, onConnection);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  onTestFinished(close);

  return {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}/v26.0/1234567890/events`,
    port,
    requests,
    connections: () => connections,
    peakConnections: () => peak,
    bytesWritten: () =>
      [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, bytesWritten),
    close,
  };
}

export function certificatePath(name: Certificate | 'authority' | 'server-key'): string {
  return new URL(`../http/certificates/${name}.pem`, import.meta.url).pathname;
}

function tlsOptions(certificate: Certificate): { key: Buffer; cert: Buffer } {
  return {
    key: readFileSync(certificatePath('server-key')),
    cert: readFileSync(certificatePath(certificate)),
  };
}
