/** Why an event was not sent although nothing went wrong on the way. */
export type SkipReason =
  | 'already_sent'
  | 'bad_configuration'
  | 'client_closed'
  | 'consent_denied'
  | 'consent_limited_outside_us'
  | 'consent_limited_state_not_covered'
  | 'consent_limited_without_ip'
  | 'consent_unknown'
  | 'consent_unreadable'
  | 'event_in_future'
  | 'event_too_old'
  | 'insufficient_user_data'
  | 'invalid_event'
  | 'missing_event_id'
  | 'not_configured'
  | 'test_mode_without_test_event_code';

/** Something to mend that kept an event from leaving. */
export interface Issue {
  /** A short stable name to branch on, e.g. `missing_value`. */
  code: string;
  /** Where, e.g. `customData.value`; in a {@link SendResult} with the event before it: `events[2].eventId`. */
  path: string;
  /** What is wrong and how to mend it; never the value itself. */
  message: string;
}

/** Something to mend although the event leaves; the same shape as an {@link Issue}. */
export type Warning = Issue;

/**
 * What an error is about. `payload`: this event is not accepted, now or later. `access`: token,
 * permission, dataset or API version; every event fails until an operator fixes it. `throttled`: too
 * many calls; Meta has not processed this one. `unavailable`: Meta or the network, for now.
 */
export type ErrorCategory = 'access' | 'payload' | 'throttled' | 'unavailable';

/** What went wrong on the way to Meta, in our words: never Meta's text, which can quote the input. */
export interface CapiError {
  /** HTTP status; 0 where no HTTP answer came. */
  status: number;
  category: ErrorCategory;
  /** Graph API error code and subcode. */
  code?: number | undefined;
  subcode?: number | undefined;
  /** Meta's id of this answer, for its support. */
  fbtraceId?: string | undefined;
  /** May the same event, with the same id, succeed later without any change of yours? */
  retryable: boolean;
  /** May Meta have taken the event although no good answer came? */
  ambiguous: boolean;
  /** Milliseconds that Meta asked to wait. */
  retryAfterMs?: number | undefined;
  message: string;
}

export interface EventOutcome {
  eventName: string;
  eventId: string;
  /**
   * `delivered`: Meta took it. `queued`: it rests durably and will be sent. `skipped`: see
   * `reason`. `rejected`: Meta refuses it. `notSent`: surely not taken. `ambiguous`: perhaps taken.
   */
  outcome: 'ambiguous' | 'delivered' | 'notSent' | 'queued' | 'rejected' | 'skipped';
  reason?: SkipReason | undefined;
  error?: CapiError | undefined;
}

/**
 * What became of the events given, in their order (`outcomes`). `ok` where every one is delivered,
 * queued or was sent before; else the worst outcome decides.
 */
export type SendResult = (
  | { ok: true; eventsReceived: number; queued?: true }
  | { ok: false; skipped: true; reason: SkipReason }
  | { ok: false; skipped: false; status: number; error: CapiError }
) & { outcomes: readonly EventOutcome[]; warnings: readonly Warning[] };

/** Reduces outcomes to one result; `eventsReceived` is what Meta said it took. */
export function summarize(
  outcomes: readonly EventOutcome[],
  warnings: readonly Warning[],
  eventsReceived: number,
): SendResult {
  const worst = outcomes.reduce<EventOutcome | undefined>(
    (worse, next) => (severity(next) > severity(worse) ? next : worse),
    undefined,
  );
  if (worst?.error !== undefined) {
    const { error } = worst;
    return { ok: false, skipped: false, status: error.status, error, outcomes, warnings };
  }
  if (worst?.reason !== undefined) {
    return { ok: false, skipped: true, reason: worst.reason, outcomes, warnings };
  }
  return outcomes.some(({ outcome }) => outcome === 'queued')
    ? { ok: true, eventsReceived, queued: true, outcomes, warnings }
    : { ok: true, eventsReceived, outcomes, warnings };
}

/** How many events Meta said it took. */
export function receivedBy(result: SendResult): number {
  return result.ok
    ? result.eventsReceived
    : result.outcomes.filter(({ outcome }) => outcome === 'delivered').length;
}

// A certain loss is worse than a possible one; one that can be retried is better than both.
const severities = {
  delivered: 0,
  queued: 0,
  skipped: 1,
  notSent: 2,
  ambiguous: 3,
  rejected: 4,
} as const;

function severity(outcome: EventOutcome | undefined): number {
  if (outcome === undefined || outcome.reason === 'already_sent') return 0;
  return severities[outcome.outcome];
}
