import type { Warning } from '../event/issue.ts';
import type { CapiError, ErrorCategory } from '../event/outcome.ts';
import type { HttpAnswer } from '../http/types.ts';
import { isRecord } from '../input/is-record.ts';
import { answerWarnings } from './answer-warnings.ts';
import { categoryOfCode, describeGraphError } from './graph-errors.ts';
import { retryAfterMs } from './response-headers.ts';

/** What one request came to, for all of its events alike. */
export type Verdict =
  | {
      outcome: 'delivered';
      eventsReceived: number;
      eventsSent: number;
      warnings: readonly Warning[];
    }
  | Failure;

export interface Failure {
  outcome: 'ambiguous' | 'notSent' | 'rejected';
  error: CapiError;
  /** An earlier copy of the request may have been read before its socket died. */
  resent?: true;
  /** Graph refuses the events for what they hold, so it has refused every earlier copy too. */
  refusesEveryCopy?: true;
}

/** Reads an answer of `host`: by Graph's error code, then `is_transient`, then the HTTP status. */
// https://developers.facebook.com/docs/graph-api/guides/error-handling
export function classify(
  answer: HttpAnswer,
  eventsSent: number,
  host: string,
  now: number = Date.now(),
): Verdict {
  const verdict = verdictOf(answer, eventsSent, host, now);
  return answer.kind === 'answer' && answer.resent && verdict.outcome !== 'delivered'
    ? { ...verdict, resent: true }
    : verdict;
}

function verdictOf(answer: HttpAnswer, eventsSent: number, host: string, now: number): Verdict {
  if (answer.kind === 'failure') {
    // By its name: it may be a sandbox that nobody has started, or what a firewall must let through.
    return answer.sent
      ? ambiguous(0, `No usable answer came from ${host} (${answer.code}).`)
      : notSent(0, `${host} could not be reached (${answer.code}).`);
  }
  const { status } = answer;
  const json = parseObject(answer.body);
  const graphError = json?.['error'];
  if (isRecord(graphError)) return graphVerdict(status, graphError, answer.headers, now);
  if (status >= 200 && status < 300) {
    const received = json?.['events_received'];
    // None of them taken is no delivery, whatever the status says.
    const isTaken = Number.isSafeInteger(received) && Number(received) > 0;
    return isTaken
      ? {
          outcome: 'delivered',
          eventsReceived: Number(received),
          eventsSent,
          warnings: answerWarnings(answer.headers, now),
        }
      : ambiguous(status, 'The answer was no Graph answer: cut off, too long, or not from Meta.');
  }
  return statusVerdict(status, retryAfterMs(answer.headers, now));
}

function graphVerdict(
  status: number,
  graphError: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>>,
  now: number,
): Failure {
  const code = integer(graphError['code']);
  const subcode = integer(graphError['error_subcode']);
  const category =
    (code === undefined ? undefined : categoryOfCode(code, subcode, graphError['message'])) ??
    (graphError['is_transient'] === true ? 'unavailable' : undefined);
  const facts = { code, subcode, fbtraceId: traceId(graphError['fbtrace_id']) };
  const waitMs = retryAfterMs(headers, now);
  if (category === undefined) {
    // Graph itself refuses it, for a reason it does not explain.
    const isRefused = status >= 400 && status < 500 && !retryableStatuses.has(status);
    const message = `Meta refuses this event (HTTP ${status}, code ${code ?? 'unknown'}).`;
    const verdict = isRefused
      ? verdictOfCategory('payload', status, message)
      : statusVerdict(status, waitMs);
    return withFacts(verdict, facts);
  }
  const message = describeGraphError(category, code, subcode);
  const verdict = withFacts(verdictOfCategory(category, status, message, waitMs), facts);
  return category === 'payload' && subcode !== tooOld
    ? { ...verdict, refusesEveryCopy: true }
    : verdict;
}

/** An earlier copy may have been young enough. */
const tooOld = 2_804_003;

/** 401, 403 and 404 have a meaning of their own. */
const retryableStatuses: ReadonlySet<number> = new Set([401, 403, 404, 408, 429]);

function statusVerdict(status: number, waitMs: number | undefined): Failure {
  const message = `Meta answered with HTTP ${status}.`;
  if (status === 429) return verdictOfCategory('throttled', status, message, waitMs);
  if (status === 401 || status === 403 || status === 404) {
    return verdictOfCategory('access', status, message);
  }
  if (status === 413) return verdictOfCategory('payload', status, message);
  // Redirects are never followed: a body full of personal data would go to another host.
  if (status >= 300 && status < 400) return notSent(status, `${message} Redirects are refused.`);
  return ambiguous(status, message, waitMs);
}

function verdictOfCategory(
  category: ErrorCategory,
  status: number,
  message: string,
  waitMs?: number,
): Failure {
  switch (category) {
    case 'payload':
    case 'access': {
      const error = { status, category, retryable: false, ambiguous: false, message };
      return { outcome: 'rejected', error };
    }
    case 'throttled':
      return notSent(status, message, category, waitMs);
    case 'unavailable':
      return ambiguous(status, message, waitMs);
  }
}

function notSent(
  status: number,
  message: string,
  category: ErrorCategory = 'unavailable',
  waitMs?: number,
): Failure {
  const error = { status, category, retryable: true, ambiguous: false, message };
  return { outcome: 'notSent', error: { ...error, ...wait(waitMs) } };
}

function ambiguous(status: number, message: string, waitMs?: number): Failure {
  const error = {
    status,
    category: 'unavailable',
    retryable: true,
    ambiguous: true,
    message,
  } as const;
  return { outcome: 'ambiguous', error: { ...error, ...wait(waitMs) } };
}

function wait(ms: number | undefined): { retryAfterMs?: number } {
  return ms === undefined ? {} : { retryAfterMs: ms };
}

type Facts = Pick<CapiError, 'code' | 'fbtraceId' | 'subcode'>;

function withFacts(verdict: Failure, facts: Facts): Failure {
  const known = Object.fromEntries(
    Object.entries(facts).filter(([, value]) => value !== undefined),
  );
  return { ...verdict, error: { ...verdict.error, ...known } };
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

/** Only what looks like Meta's trace id: an answer from elsewhere must not reach our logs. */
function traceId(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w-]{1,64}$/.test(value) ? value : undefined;
}
