import { withTimeout } from '../async/with-timeout.ts';
import { WebhookError } from './webhook-error.ts';

export interface ReadBodyOptions {
  /** @default 262144 (256 KiB) */
  maxBytes?: number | undefined;
  /** Milliseconds until the whole body must have arrived. @default 10000 */
  timeoutMs?: number | undefined;
}

/**
 * Reads the raw bytes of a webhook's body, for the `receive` of an adapter. The sender may be anyone,
 * so it reads at most `maxBytes`, for at most `timeoutMs`.
 *
 * @throws WebhookError 413 too large, 408 too slow, 400 incomplete or already read by a framework
 */
export async function readBody(
  request: Request,
  { maxBytes = 262_144, timeoutMs = 10_000 }: ReadBodyOptions = {},
): Promise<Uint8Array> {
  if (request.bodyUsed || request.body?.locked) throw alreadyRead();
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge(maxBytes);
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array();

  try {
    const body = await withTimeout(readAll(reader, maxBytes), timeoutMs);
    if (body === undefined) throw tooSlow(timeoutMs);
    return body;
  } catch (error) {
    // Closes the connection; the response does not wait for it.
    reader.cancel().catch(() => undefined);
    throw error instanceof WebhookError
      ? error
      : new WebhookError(400, 'Incomplete body: the connection ended early.');
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatenate(chunks, size);
    size += value.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(value);
  }
}

/** The refusal of a request whose body some middleware has read already. */
export function alreadyRead(): WebhookError {
  return new WebhookError(
    400,
    'The raw body was read before this handler: mount it before body parsers such as express.json(), or turn the framework’s body parsing off for this route.',
  );
}

function tooLarge(maxBytes: number): WebhookError {
  return new WebhookError(413, `The body is larger than ${maxBytes} bytes.`);
}

function tooSlow(timeoutMs: number): WebhookError {
  return new WebhookError(408, `The body did not arrive within ${timeoutMs} ms.`);
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
