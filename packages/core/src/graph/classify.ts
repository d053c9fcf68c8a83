import type { CapiError } from '../event/outcome.ts';
import type { HttpAnswer } from '../http/types.ts';
import { isRecord } from '../input/is-record.ts';
import { answerWarnings } from './answer-warnings.ts';
import type { AttemptResult, FailedAttempt } from './attempt-result.ts';
import {
  failureOf,
  graphFailure,
  notSentFailure,
  statusCategories,
  statusFailure,
} from './failed-attempt.ts';
import { findGraphError, type GraphError } from './graph-errors.ts';
import { retryAfterMs } from './response-headers.ts';

/** Reads a response of `host`: first Graph's error code, then `is_transient`, then the HTTP status. */
// https://developers.facebook.com/docs/graph-api/guides/error-handling
export function classify(
  answer: HttpAnswer,
  host: string,
  now: number = Date.now(),
): AttemptResult {
  if (answer.kind === 'failure') {
    // With the host's name: it may be a sandbox that is not running, or blocked by a firewall.
    return answer.sent
      ? failureOf('unavailable', 0, `No usable response from ${host} (${answer.code}).`)
      : notSentFailure(0, `${host} could not be reached (${answer.code}).`);
  }
  const result = readResponse(answer, now);
  return answer.resent && result.outcome !== 'delivered' ? { ...result, resent: true } : result;
}

type Response = HttpAnswer & { kind: 'answer' };

function readResponse({ status, headers, body }: Response, now: number): AttemptResult {
  const json = parseObject(body);
  const graphError = json?.['error'];
  if (isRecord(graphError)) return readGraphError(status, graphError, headers, now);
  if (status < 200 || status >= 300) return statusFailure(status, retryAfterMs(headers, now));
  const received = json?.['events_received'];
  // A response that says that no event was received is no delivery, whatever its status is.
  if (!Number.isSafeInteger(received) || Number(received) <= 0) {
    return failureOf(
      'unavailable',
      status,
      'The response is not from the Graph API: cut off, too long, or not from Meta.',
    );
  }
  return {
    outcome: 'delivered',
    eventsReceived: Number(received),
    warnings: answerWarnings(headers, now),
  };
}

function readGraphError(
  status: number,
  graphError: Readonly<Record<string, unknown>>,
  headers: Response['headers'],
  now: number,
): FailedAttempt {
  const code = integer(graphError['code']);
  const subcode = integer(graphError['error_subcode']);
  const facts = { code, subcode, fbtraceId: traceId(graphError['fbtrace_id']) };
  const waitMs = retryAfterMs(headers, now);
  const known =
    (code === undefined ? undefined : findGraphError(code, subcode, graphError['message'])) ??
    (graphError['is_transient'] === true ? transient : undefined);
  if (known === undefined) return withFacts(undocumented(status, code, waitMs), facts);
  const failure = withFacts(graphFailure(status, known, facts, waitMs), facts);
  const rejectsEveryCopy = known.category === 'payload' && !known.dependsOnTime;
  return rejectsEveryCopy ? { ...failure, rejectsEveryCopy } : failure;
}

const transient: GraphError = { category: 'unavailable' };

/** An error with a code that Meta does not document. */
function undocumented(status: number, code: number | undefined, waitMs?: number): FailedAttempt {
  const isRejected = status >= 400 && status < 500 && !statusCategories.has(status);
  const message = `Meta rejects this event (HTTP ${status}, code ${code ?? 'unknown'}).`;
  return isRejected ? failureOf('payload', status, message) : statusFailure(status, waitMs);
}

type Facts = Pick<CapiError, 'code' | 'fbtraceId' | 'subcode'>;

function withFacts(failure: FailedAttempt, facts: Facts): FailedAttempt {
  const known = Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined),
  );
  return { ...failure, error: { ...failure.error, ...known } };
}

function parseObject(body = ''): Readonly<Record<string, unknown>> | undefined {
  try {
    const json: unknown = JSON.parse(body);
    return isRecord(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function integer(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? Number(value) : undefined;
}

/** Only what looks like Meta's trace id: a response of another server must not reach our logs. */
function traceId(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : undefined;
}
