// A separate process: a TLS server that reads just enough HTTP to count the events it receives,
// so that what is measured is the client. Commands and counts go over IPC.
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:tls';

export interface Delay {
  /** Milliseconds; each answer takes a random time between the two. */
  from: number;
  to: number;
}

export interface Counts {
  events: number;
  requests: number;
  connections: number;
  peakConnections: number;
}

const certificates = new URL('../../packages/core/test/http/certificates/', import.meta.url);
const mark = Buffer.from('"event_name":');
let delay: Delay = { from: 0, to: 0 };
let counts: Counts = { events: 0, requests: 0, connections: 0, peakConnections: 0 };
let open = 0;

const server = createServer(
  {
    key: readFileSync(new URL('server-key.pem', certificates)),
    cert: readFileSync(new URL('trusted.pem', certificates)),
  },
  (socket) => {
    counts.connections += 1;
    open += 1;
    counts.peakConnections = Math.max(counts.peakConnections, open);
    socket.on('close', () => {
      open -= 1;
    });
    socket.on('error', () => {});

    let chunks: Buffer[] = [];
    let received = 0;
    let needed = 0;
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      received += chunk.length;
      if (received < needed) return;
      const all = Buffer.concat(chunks, received);
      chunks = [all];
      const headEnd = all.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = all.toString('latin1', 0, headEnd);
      needed = headEnd + 4 + Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (received < needed) return;
      chunks = [];
      received = 0;
      needed = 0;
      const events = countEvents(all);
      counts.events += events;
      counts.requests += 1;
      const body = `{"events_received":${events},"messages":[],"fbtrace_id":"Abench"}`;
      const answer = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
      if (delay.to === 0) socket.write(answer);
      else {
        const ms = delay.from + Math.random() * (delay.to - delay.from);
        setTimeout(() => socket.write(answer), ms);
      }
    });
  },
);

function countEvents(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + mark.length))
    count += 1;
  return count;
}

server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});

process.on('message', (next: Delay) => {
  process.send?.(counts);
  delay = next;
  counts = { events: 0, requests: 0, connections: 0, peakConnections: open };
});
process.on('disconnect', () => process.exit());
