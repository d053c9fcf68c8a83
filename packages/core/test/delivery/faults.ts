import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Play } from './faulty-server.ts';

/** Graph's answer to one accepted event. */
export const accepted = '{"events_received":1,"messages":[],"fbtrace_id":"Atest"}';

/** The bytes of an ordinary answer. */
export const answerBytes: string = `HTTP/1.1 200 OK\r\ncontent-length: ${accepted.length}\r\n\r\n${accepted}`;

/** A whole answer. */
export function answer(body: string = accepted, status = '200 OK', headers = ''): Play {
  const length = Buffer.byteLength(body);
  const type = 'content-type: application/json\r\n';
  return write(`HTTP/1.1 ${status}\r\n${type}content-length: ${length}\r\n${headers}\r\n${body}`);
}

/** These bytes; the connection stays open. */
export function write(bytes: string | Uint8Array): Play {
  return { after: 'body', run: (socket) => void socket.write(bytes) };
}

/** These bytes, then an orderly close. */
export function writeAndClose(bytes: string): Play {
  return { after: 'body', run: (socket) => void socket.end(bytes) };
}

/** These bytes, then a reset. */
export function reset(after: Play['after'], bytes = ''): Play {
  return {
    after,
    run: (socket) => {
      if (bytes === '') socket.resetAndDestroy();
      else socket.write(bytes, () => socket.resetAndDestroy());
    },
  };
}

/** Reads all and says nothing. */
export const silence: Play = { after: 'body', run: () => {} };

/** Closes the writing half at once and goes on reading. */
export const halfOpen: Play = { after: 'connection', run: (socket) => void socket.end() };

/** Headers at once, then a byte of the body every 10 ms, for ever. */
export const drip: Play = {
  after: 'body',
  run: (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n{`);
    repeat(socket, ' ', 10);
  },
};

/** The headers themselves, a byte every 10 ms. */
export const slowHeaders: Play = {
  after: 'body',
  run: (socket) => {
    socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
    repeat(socket, 'a', 10);
  },
};

/** A gibibyte of body, as fast as the reader takes it. */
export const gibibyte: Play = {
  after: 'body',
  run: (socket) => {
    const chunk = Buffer.alloc(65_536, ' ');
    let left = 2 ** 30 / chunk.length;
    const more = () => {
      while (left > 0 && !socket.destroyed) {
        left -= 1;
        if (!socket.write(chunk)) {
          socket.once('drain', more);
          return;
        }
      }
    };
    socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${2 ** 30}\r\n\r\n`);
    more();
  },
};

/** Ten mebibytes that weigh ten kibibytes on the wire. */
export function gzipBomb(): Play {
  const bomb = gzipSync(Buffer.alloc(10 * 2 ** 20, ' '));
  const head = `HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`;
  return write(Buffer.concat([Buffer.from(head), bomb]));
}

/** Interim answers without end. */
export const interimFlood: Play = {
  after: 'body',
  run: (socket) => repeat(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(50), 5),
};

function repeat(socket: Socket, bytes: string, everyMs: number): void {
  const timer = setInterval(() => socket.write(bytes), everyMs);
  socket.once('close', () => clearInterval(timer));
}
