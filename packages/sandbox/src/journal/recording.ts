import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';
import { isObject, parseJson } from '../judge/json.ts';
import type { Sandbox } from '../sandbox.ts';
import type { ReceivedRequest } from './received.ts';

/**
 * Appends each request to a file of JSON lines that only its owner can read; tokens are redacted.
 * The function returned ends that.
 */
export function recordRequests(sandbox: Sandbox, path: string): () => void {
  const file = openSync(path, 'a', 0o600);
  const unsubscribe = sandbox.subscribe((change) => {
    if (typeof change === 'string') return;
    appendFileSync(file, `${JSON.stringify(change.request)}\n`);
  });
  return () => {
    unsubscribe();
    closeSync(file);
  };
}

/** The requests of such a file. @throws TypeError naming the first line that is none */
export function readRecording(path: string): readonly ReceivedRequest[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => {
      const request = parseJson(line);
      if (isRequest(request)) return request;
      throw new TypeError(`Line ${index + 1} of ${path} is no recorded request.`);
    });
}

/** Lets them arrive once more, each at its own time; `setTime` moves the sandbox's clock. */
export async function replayRequests(
  sandbox: Sandbox,
  requests: readonly ReceivedRequest[],
  setTime: (ms: number) => void,
): Promise<void> {
  for (const { method, url, headers, text, receivedAt, playedFault } of requests) {
    setTime(receivedAt);
    const refuses = playedFault !== undefined && !takesEvents.has(playedFault);
    if (refuses) sandbox.faults.play({ kind: playedFault });
    const bodiless = method === 'GET' || method === 'HEAD';
    // Nobody waits for a time-out a second time, nor for an answer.
    const giveUp = new AbortController();
    const answered = sandbox.fetch(withToken(url), {
      method,
      headers: tokenInHeader(headers),
      body: bodiless ? null : withToken(text),
      signal: giveUp.signal,
    });
    if (playedFault === 'timeout') setTimeout(() => giveUp.abort(), 1);
    await answered.catch(() => undefined);
  }
}

const takesEvents: ReadonlySet<string> = new Set(['latency', 'truncated_body']);

/** The recording has no token; that there was one, and where, it still knows. */
function withToken(text: string): string {
  return text.replaceAll('[redacted]', 'recorded');
}

function tokenInHeader(headers: ReceivedRequest['headers']): Record<string, string> {
  const { authorization, ...rest } = headers;
  return authorization === undefined ? rest : { ...rest, authorization: 'Bearer recorded' };
}

function isRequest(value: unknown): value is ReceivedRequest {
  return (
    isObject(value) &&
    typeof value['method'] === 'string' &&
    typeof value['url'] === 'string' &&
    typeof value['text'] === 'string' &&
    Number.isFinite(value['receivedAt']) &&
    isObject(value['headers'])
  );
}
