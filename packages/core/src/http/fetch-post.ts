import { errorCode, errorSyscall } from './error-code.ts';
import { type Stop, startTimeLimit } from './time-limit.ts';
import { type HttpPost, type HttpRequest, maxAnswerBytes } from './types.ts';

/** What this client needs of a `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** POSTs through the given `fetch`; one that ignores its signal cannot block the caller either. */
export function createFetchPost(fetch: Fetch): HttpPost {
  return async (request) => {
    if (request.cancellation?.isCancelled) return { kind: 'failure', sent: false, code: 'aborted' };
    const controller = new AbortController();
    let clearLimit: (() => void) | undefined;
    const limit = new Promise<Stop>((resolve) => {
      clearLimit = startTimeLimit(request, resolve);
    });
    let body: string | undefined;
    try {
      const response = await Promise.race([call(fetch, request, controller.signal), limit]);
      if (typeof response === 'string') return { kind: 'failure', sent: true, code: response };
      // Browsers hide a redirect they do not follow, with its status.
      if (response.status === 0) return { kind: 'failure', sent: true, code: 'ERR_REDIRECT' };
      body = await Promise.race([readText(response), limit.then(() => undefined)]);
      const headers = plainHeaders(response.headers);
      return { kind: 'answer', status: statusOf(response), headers, body };
    } catch (error) {
      return { kind: 'failure', sent: mayHaveSent(error), code: errorCode(error) };
    } finally {
      clearLimit?.();
      if (body === undefined) controller.abort();
    }
  };
}

// `async`, so that a `fetch` that throws rejects. A bare call, because Workers refuse a `fetch`
// that is called as a method.
async function call(
  fetch: Fetch,
  { url, body }: HttpRequest,
  signal: AbortSignal,
): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-encoding': 'identity' },
    // `fetch` does not report when its connection is ready.
    body: ownBody(body()),
    // Following a 307 would post the events to any host that the response names.
    redirect: 'manual',
    signal,
  });
}

/**
 * A copy, since a `fetch` may read it after its request has ended. Short ones are text, which many
 * mocks of `fetch` read.
 */
function ownBody(body: string | Uint8Array<ArrayBuffer>): string | Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return body;
  return body.length < shortBytes ? utf8.decode(body) : body.slice();
}

const shortBytes = 16_384;
const utf8 = new TextDecoder();

/** The body's text; `undefined` if it is incomplete or longer than the cap. */
async function readText(response: Response): Promise<string | undefined> {
  const { body } = response;
  if (typeof body?.getReader === 'function') return readStream(body);
  try {
    // node-fetch has a Node stream as its body, cross-fetch may have none, and a mock may only have
    // one of these two functions.
    const text =
      typeof response.text === 'function'
        ? await response.text()
        : typeof response.json === 'function'
          ? JSON.stringify(await response.json())
          : '';
    return typeof text === 'string' && text.length <= maxAnswerBytes ? text : undefined;
  } catch {
    return undefined;
  }
}

/** A mock may have `ok`, or neither. */
function statusOf({ status, ok }: Partial<Response>): number {
  return status ?? (ok === false ? 500 : 200);
}

/** A mock may have an object as its headers, or none. */
function plainHeaders(headers: unknown): Record<string, string> {
  const pairs: Iterable<readonly unknown[]> =
    Symbol.iterator in Object(headers)
      ? (headers as Iterable<readonly unknown[]>)
      : Object.entries(Object(headers));
  const plain: Record<string, string> = {};
  for (const [name, value] of pairs) {
    if (typeof value === 'string') plain[String(name).toLowerCase()] = value;
  }
  return plain;
}

/** Counts decoded bytes: a small compressed answer must not become a huge one. */
async function readStream(body: ReadableStream<Uint8Array>): Promise<string | undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > maxAnswerBytes) break;
      text += decoder.decode(value, { stream: true });
    }
    reader.cancel().catch(() => {});
  } catch {
    // The body ended early.
  }
  return undefined;
}

const codesBeforeSending = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ENETUNREACH',
  'ENOTFOUND',
  'ERR_INVALID_URL',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** `fetch` does not report it; only errors that cannot occur after the first byte count as not sent. */
function mayHaveSent(error: unknown): boolean {
  if (codesBeforeSending.has(errorCode(error))) return false;
  const syscall = errorSyscall(error);
  return syscall !== 'connect' && syscall !== 'getaddrinfo';
}
