import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { textOfBody } from './body-text.node.ts';
import { errorCode } from './error-code.ts';
import { createFetchPost } from './fetch-post.ts';
import { createSocketPool, readyEvent, type SocketPool } from './socket-pool.node.ts';
import { type Stop, startTimeLimit } from './time-limit.ts';
import { type HttpAnswer, type HttpPost, type HttpRequest, maxAnswerBytes } from './types.ts';

/** POSTs over kept-alive sockets, at a third of the CPU time of Node's `fetch`, warm and cold. */
export function createPost(): HttpPost {
  if (isCloudflare()) return createFetchPost((url, init) => fetch(url, init));
  const pool = createSocketPool();
  return (request) =>
    new Promise((resolve) => {
      if (request.cancellation?.isCancelled) {
        resolve({ kind: 'failure', sent: false, code: 'aborted' });
        return;
      }
      let stop: ((why: Stop) => void) | undefined;
      const clearLimit = startTimeLimit(request, (why) => stop?.(why));
      const settle = (answer: HttpAnswer): void => {
        clearLimit();
        resolve(answer);
      };
      try {
        stop = exchange(pool, request, (answer, onDeadSocket) => {
          if (!onDeadSocket) {
            settle(answer);
            return;
          }
          // The server closed it while it was idle, or this machine was frozen: the other idle
          // sockets are dead too. One try on a new connection decides.
          pool.dropIdleSockets();
          // The first try may have been read before its socket died, whatever becomes of this one.
          stop = exchange(pool, request, (second) =>
            settle(
              second.kind === 'failure' ? { ...second, sent: true } : { ...second, resent: true },
            ),
          );
        });
      } catch (error) {
        settle({ kind: 'failure', sent: false, code: errorCode(error) });
      }
    });
}

/**
 * Some frameworks build for Cloudflare with the export condition `node`. With nodejs_compat that loads
 * `node:https`, whose requests have no socket there: each would end as a timeout.
 */
// https://developers.cloudflare.com/workers/runtime-apis/web-standards/#navigatoruseragent
function isCloudflare(): boolean {
  const { navigator } = globalThis as { navigator?: { userAgent?: unknown } };
  return navigator?.userAgent === 'Cloudflare-Workers';
}

/**
 * Sends one request and calls back once; `onDeadSocket` says that a kept-alive socket failed
 * before the first byte of an answer. Returns how to stop it.
 */
// oxlint-disable-next-line max-lines-per-function -- the listeners of one request share its state
function exchange(
  pool: SocketPool,
  { url, body, cancellation }: HttpRequest,
  onEnd: (answer: HttpAnswer, onDeadSocket: boolean) => void,
): (why: Stop) => void {
  const request = pool.openPost(url);
  let sent = false;
  let reused: { socket: Socket; bytesBefore: number } | undefined;
  let over = false;

  const fail = (code: string, stopped = false) => {
    if (over) return;
    over = true;
    const isSilent = reused !== undefined && reused.socket.bytesRead === reused.bytesBefore;
    onEnd({ kind: 'failure', sent, code }, isSilent && !stopped);
  };
  const write = () => {
    if (over) return;
    try {
      const content = body();
      request.setHeader('content-length', Buffer.byteLength(content));
      sent = true;
      // Headers and body leave in one write.
      request.end(content);
    } catch (error) {
      fail(errorCode(error));
      request.destroy();
    }
  };
  request.on('socket', (socket) => {
    if (request.reusedSocket) reused = { socket, bytesBefore: socket.bytesRead };
    if (socket.connecting) socket.once(readyEvent(url), write);
    else write();
  });
  request.on('response', (response) => {
    over = true;
    readText(response, (text) => {
      const { statusCode: status = 0 } = response;
      onEnd({ kind: 'answer', status, headers: plainHeaders(response), body: text }, false);
    });
  });
  // These stay for the request's whole life: an 'error' after the end must not throw.
  request.on('error', (error) => fail(errorCode(error)));
  request.on('close', () => fail('ECONNRESET'));

  if (cancellation !== undefined) {
    cancellation.onStall = () => {
      if (sent && !over) pool.dropIdleSockets();
    };
  }
  return (why) => {
    // An address translator that dropped one connection has dropped its idle siblings, and a new
    // attempt on one of them would stall as well.
    if (why === 'timeout' && sent && !over) pool.dropIdleSockets();
    fail(why, true);
    request.destroy();
  };
}

function readText(response: IncomingMessage, onEnd: (text: string | undefined) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let text: string | undefined;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxAnswerBytes) chunks.push(chunk);
    else response.destroy();
  });
  response.on('end', () => {
    text = textOfBody(Buffer.concat(chunks), response.headers['content-encoding']);
  });
  response.on('error', () => {});
  response.on('close', () => onEnd(text));
}

function plainHeaders(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (typeof value === 'string') headers[name] = value;
  }
  return headers;
}
