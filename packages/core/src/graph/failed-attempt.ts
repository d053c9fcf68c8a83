import type { CapiError, ErrorCategory } from '../event/outcome.ts';
import type { FailedAttempt } from './attempt-result.ts';
import type { GraphError } from './graph-errors.ts';

interface Category extends Pick<CapiError, 'ambiguous' | 'retryable'> {
  readonly outcome: FailedAttempt['outcome'];
  /** The message where Graph gives a code. */
  readonly message: string;
}

/** What follows from the category of an error. */
const categories: Readonly<Record<ErrorCategory, Category>> = {
  access: {
    outcome: 'rejected',
    retryable: false,
    ambiguous: false,
    message: 'Meta rejects the access: check the token, its dataset, appSecret and the API version',
  },
  payload: {
    outcome: 'rejected',
    retryable: false,
    ambiguous: false,
    message: 'Meta rejects this event',
  },
  throttled: {
    outcome: 'notSent',
    retryable: true,
    ambiguous: false,
    message: 'Meta throttles these calls',
  },
  unavailable: {
    outcome: 'ambiguous',
    retryable: true,
    ambiguous: true,
    message: 'Meta is not available for now',
  },
};

/**
 * The category of a response without a Graph error. Every other status from 400 on is `unavailable`:
 * retry on 500, 502, 503 and 504. With a Graph error that Meta does not document, a status of 400 to 499 that is
 * not listed here means that Meta rejects the event: see `undocumented`.
 */
export const statusCategories: ReadonlyMap<number, ErrorCategory> = new Map<number, ErrorCategory>([
  [401, 'access'],
  [403, 'access'],
  [404, 'access'],
  [408, 'unavailable'],
  [413, 'payload'],
  [429, 'throttled'],
]);

export function failureOf(
  category: ErrorCategory,
  status: number,
  message: string,
  waitMs?: number,
): FailedAttempt {
  const { outcome, retryable, ambiguous } = categories[category];
  const error: CapiError = { status, category, retryable, ambiguous, message };
  if (retryable && waitMs !== undefined) error.retryAfterMs = waitMs;
  return { outcome, error };
}

/** A failure of which it is certain that Meta did not process the request. */
export function notSentFailure(status: number, message: string): FailedAttempt {
  const error = { status, category: 'unavailable', retryable: true, ambiguous: false } as const;
  return { outcome: 'notSent', error: { ...error, message } };
}

export function graphFailure(
  status: number,
  { category, fix }: GraphError,
  { code, subcode }: Pick<CapiError, 'code' | 'subcode'>,
  waitMs: number | undefined,
): FailedAttempt {
  const codes = `code ${code ?? 'unknown'}${subcode === undefined ? '' : `, subcode ${subcode}`}`;
  const what = `${categories[category].message} (${codes}).`;
  return failureOf(category, status, fix === undefined ? what : `${what} ${fix}`, waitMs);
}

export function statusFailure(status: number, waitMs: number | undefined): FailedAttempt {
  const message = `Meta responded with HTTP ${status}.`;
  // Redirects are never followed: a body full of personal data would be sent to another host.
  if (status >= 300 && status < 400) {
    return notSentFailure(status, `${message} Redirects are not followed.`);
  }
  return failureOf(statusCategories.get(status) ?? 'unavailable', status, message, waitMs);
}
