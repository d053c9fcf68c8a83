import { appendFileSync, closeSync, openSync, readFileSync } from 'node:fs';
import { isObject, parseJson } from '../judge/json.ts';
import type { Sandbox } from '../sandbox.ts';
import type { ReceivedRequest } from './received.ts';

/**
 * Appends each request to a file of JSON lines that only its owner can read; tokens are redacted.
 * The returned function stops recording.
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

/** The requests of such a file. @throws TypeError that names the first invalid line */
export function readRecording(path: string): readonly ReceivedRequest[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => {
      const request = parseJson(line);
      if (isRequest(request)) return request;
      throw new TypeError(`Line ${index + 1} of ${path} is not a recorded request.`);
    });
}

/** Sends the requests again, each at its original time; `setTime` sets the sandbox's clock. */
export async function replayRequests(
  sandbox: Sandbox,
  requests: readonly ReceivedRequest[],
  setTime: (ms: number) => void,
): Promise<void> {
  for (const { method, url, headers, text, receivedAt, simulatedFault } of requests) {
    setTime(receivedAt);
    const refuses = simulatedFault !== undefined && !takesEvents.has(simulatedFault);
    if (refuses) sandbox.faults.simulate({ kind: simulatedFault });
    const bodiless = method === 'GET' || method === 'HEAD';
    // A replay waits neither for a simulated timeout nor for a response.
    const controller = new AbortController();
    const answered = sandbox.fetch(withToken(url), {
      method,
      headers: tokenInHeader(headers),
      body: bodiless ? null : withToken(text),
      signal: controller.signal,
    });
    if (simulatedFault === 'timeout') setTimeout(() => controller.abort(), 1);
    await answered.catch(() => undefined);
  }
}

const takesEvents: ReadonlySet<string> = new Set(['latency', 'truncated_body']);

/** Puts a token where the recording has a redacted one, so that the rules about tokens still apply. */
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
