import { appendFileSync, closeSync, openSync } from 'node:fs';
import { isObject, parseJson } from '../judge/json.ts';
import type { Sandbox } from '../sandbox.ts';
import type { ReceivedRequest } from './received.ts';
import { setReceivedTime } from './received.ts';

/**
 * Appends each request to a file of JSON lines that only its owner can read; tokens are redacted.
 * The returned function stops recording.
 */
export function recordRequests(sandbox: Sandbox, path: string): () => void {
  const file = openSync(path, 'a', 0o600);
  const unsubscribe = sandbox.subscribe((change) => {
    if (typeof change === 'string') return;
    appendFileSync(file, writeRecording([change.request]));
  });
  return () => {
    unsubscribe();
    closeSync(file);
  };
}

/** The requests as JSON lines. */
export function writeRecording(requests: readonly ReceivedRequest[]): string {
  return requests.map((request) => `${JSON.stringify(request)}\n`).join('');
}

/** The requests in JSON lines. @throws TypeError that names the first invalid line of `source` */
export function readRecording(lines: string, source: string): readonly RecordedRequest[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => {
      const request = parseJson(line);
      if (isRequest(request)) return request;
      throw new TypeError(`Line ${index + 1} of ${source} is not a recorded request.`);
    });
}

/** What a replay needs; the rest of a recorded request is ignored. */
export type RecordedRequest = Pick<
  ReceivedRequest,
  'method' | 'url' | 'headers' | 'text' | 'receivedAt' | 'simulatedFault'
>;

/** Sends the requests again, each at its original time. */
export async function replayRequests(
  sandbox: Sandbox,
  requests: readonly RecordedRequest[],
): Promise<void> {
  for (const recorded of requests) {
    const { receivedAt, simulatedFault } = recorded;
    const refuses = simulatedFault !== undefined && !acceptsEvents.has(simulatedFault);
    if (refuses) sandbox.faults.simulate({ kind: simulatedFault });
    // A replay waits neither for a simulated timeout nor for a response.
    const controller = new AbortController();
    const request = requestOf(recorded, controller.signal);
    setReceivedTime(request, receivedAt);
    const answered = sandbox.fetch(request);
    if (simulatedFault === 'timeout') setTimeout(() => controller.abort(), 1);
    await answered.catch(() => undefined);
  }
}

/** Sends a request again, now. Returns the status of the response. */
export async function resendRequest(sandbox: Sandbox, recorded: RecordedRequest): Promise<number> {
  return (await sandbox.fetch(requestOf(recorded))).status;
}

const acceptsEvents: ReadonlySet<string> = new Set(['latency', 'truncated_body']);

function requestOf({ method, url, headers, text }: RecordedRequest, signal?: AbortSignal): Request {
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(withToken(url), {
    method,
    headers: tokenInHeader(headers),
    body: hasBody ? withToken(text) : null,
    ...(signal && { signal }),
  });
}

/** Puts a token where the recording has a redacted one, so that the rules about tokens still apply. */
function withToken(text: string): string {
  return text.replaceAll('[redacted]', 'recorded-token-of-20-characters');
}

function tokenInHeader(headers: ReceivedRequest['headers']): Record<string, string> {
  const { authorization, ...rest } = headers;
  return authorization === undefined
    ? rest
    : { ...rest, authorization: 'Bearer recorded-token-of-20-characters' };
}

function isRequest(value: unknown): value is RecordedRequest {
  return (
    isObject(value) &&
    typeof value['method'] === 'string' &&
    typeof value['url'] === 'string' &&
    URL.canParse(value['url']) &&
    typeof value['text'] === 'string' &&
    Number.isFinite(value['receivedAt']) &&
    isObject(value['headers'])
  );
}
