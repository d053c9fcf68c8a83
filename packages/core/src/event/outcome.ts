import { factsOf, type SkipReason } from './skip-reason.ts';

/**
 * What an error is about. `payload`: this event is not accepted, now or later. `access`: token,
 * permission, dataset or API version; every event fails until an operator fixes it. `throttled`: too
 * many calls; Meta has not processed this one. `unavailable`: Meta or the network, for now.
 */
export type ErrorCategory = 'access' | 'payload' | 'throttled' | 'unavailable';

/** Why a request to Meta failed, in our words: never Meta's text, which can quote the input. */
export interface CapiError {
  /** HTTP status; 0 if no HTTP response was received. */
  status: number;
  category: ErrorCategory;
  /** Graph API error code and subcode. */
  code?: number | undefined;
  subcode?: number | undefined;
  /** Meta's id of this response, for its support. */
  fbtraceId?: string | undefined;
  /** Can the same event, with the same id, succeed later without any change of yours? */
  retryable: boolean;
  /** Can Meta have received the event although it did not confirm it? */
  ambiguous: boolean;
  /** Milliseconds that Meta asked to wait. */
  retryAfterMs?: number | undefined;
  message: string;
}

export interface EventOutcome {
  eventName: string;
  eventId: string;
  /**
   * `delivered`: Meta received it. `queued`: stored durably, and sent later. `skipped`: see `reason`.
   * `rejected`: Meta rejects it. `notSent`: definitely not received. `ambiguous`: perhaps received.
   */
  outcome: 'ambiguous' | 'delivered' | 'notSent' | 'queued' | 'rejected' | 'skipped';
  reason?: SkipReason | undefined;
  error?: CapiError | undefined;
}

/** Everything that depends on the kind of an outcome. */
interface OutcomeFacts {
  /** Of the outcomes of one call the highest decides the result; 0 is ok. */
  readonly severity: number;
  /** Can the same event be sent later? `undefined`: its reason or its error says. */
  readonly isRetryableLater: boolean | undefined;
}

// A certain loss is worse than a possible one; one that can be retried is better than both.
const outcomes: Readonly<Record<EventOutcome['outcome'], OutcomeFacts>> = {
  delivered: { severity: 0, isRetryableLater: false },
  queued: { severity: 0, isRetryableLater: false },
  skipped: { severity: 1, isRetryableLater: undefined },
  notSent: { severity: 2, isRetryableLater: true },
  ambiguous: { severity: 3, isRetryableLater: true },
  rejected: { severity: 4, isRetryableLater: undefined },
};

/** Is this one of the outcomes that a sink may return? */
export function isOutcome(outcome: unknown): outcome is EventOutcome['outcome'] {
  return typeof outcome === 'string' && Object.hasOwn(outcomes, outcome);
}

/** 0 for what is sent, queued or was sent before; else the higher, the worse. */
export function severityOf({ outcome, reason }: EventOutcome): number {
  return reason === 'already_sent' ? 0 : (outcomes[outcome]?.severity ?? outcomes.skipped.severity);
}

/** Is the event sent or queued, now or before? */
export function isAccepted(outcome: EventOutcome | undefined): boolean {
  return outcome !== undefined && severityOf(outcome) === 0;
}

/** Is the event lost, or not sent yet? Not if policy or consent keeps it back on purpose. */
export function isFailure(outcome: EventOutcome): boolean {
  return severityOf(outcome) > 0 && factsOf(outcome.reason)?.isIntended !== true;
}

/**
 * Can the same event, unchanged, still be delivered later: once Meta, the network, an operator or a
 * clock has recovered? A webhook then asks for a redelivery, and a backfill stops, since later events
 * would fail too. For adapters.
 */
export function isRetryableLater({ outcome, reason, error }: EventOutcome): boolean {
  return (
    outcomes[outcome]?.isRetryableLater ??
    factsOf(reason)?.isRetryableLater ??
    (error?.retryable === true || error?.category === 'access')
  );
}

/** Was it rejected or skipped for its content, including its consent? Another copy may have other content. */
export function isAboutContent({ outcome, reason, error }: EventOutcome): boolean {
  if (outcome === 'rejected') return error?.category === 'payload';
  return outcome === 'skipped' && factsOf(reason)?.isAboutContent !== false;
}
