import { readConsent, strictestConsent } from '../consent/consent.ts';
import { consentTime } from '../consent/consent-time.ts';
import type { CapiEvent, Consent } from '../event/capi-event.ts';
import type { EventOutcome } from '../event/outcome.ts';
import { readProperty } from '../input/is-record.ts';

/** A restricting answer, which later copies of the event must obey. */
export type Restriction = Extract<Consent, 'denied' | 'limited' | 'unreadable'>;

export function isRestriction(value: unknown): value is Restriction {
  return value === 'denied' || value === 'limited' || value === 'unreadable';
}

/** A restriction, and the latest time at which the visitor gave it, in Unix seconds. */
export interface Refusal {
  readonly answer: Restriction;
  readonly at: number;
}

/** A copy of an event, with the strictest answer of all copies. */
interface Copy {
  readonly event: CapiEvent;
  readonly names: Pick<EventOutcome, 'eventId' | 'eventName'>;
  answer: Consent | undefined;
  /** When `answer` was given, if it restricts. */
  refusedAt: number;
}

/** The answer that an event contains; `undefined` for an event without one. */
export function answerOf(event: CapiEvent): Consent | undefined {
  const consent = readConsent(readProperty(readProperty(event, 'visitor'), 'consent'));
  return consent === 'unknown' ? undefined : consent;
}

/**
 * The latest time at which the refusal of an event was given: its `consentAt`, or now. For a grant its
 * `consentAt`; a grant without one is older than every refusal.
 */
export function answeredAt(event: CapiEvent): number {
  const consentAt = consentTime(readProperty(readProperty(event, 'visitor'), 'consentAt'));
  return consentAt ?? (isRestriction(answerOf(event)) ? Math.ceil(Date.now() / 1000) : 0);
}

/**
 * Adds the refusal of another copy to an event: the strictest of all copies counts, unless this one
 * carries a grant that the visitor gave after the refusal.
 */
export function restrict(
  copy: Pick<Copy, 'answer' | 'event' | 'refusedAt'>,
  { answer, at }: { answer: Consent | undefined; at: number },
): void {
  if (!isRestriction(answer)) return;
  if (answerOf(copy.event) === 'granted' && answeredAt(copy.event) > at) return;
  copy.answer = strictestConsent(answer, ...(copy.answer === undefined ? [] : [copy.answer]));
  copy.refusedAt = Math.max(copy.refusedAt, at);
}

/** The event with the strictest answer of its copies. */
export function restricted({ event, answer, names }: Copy): CapiEvent {
  if (!isRestriction(answer) || answer === answerOf(event)) return event;
  const consent = { consent: answer, consentCarrier: 'an earlier copy of this event' };
  try {
    return { ...event, visitor: { ...event.visitor, ...consent } };
  } catch {
    // A getter or a Proxy of the caller threw: only the answer of the event is left.
    return { ...names, eventTime: Number.NaN, visitor: consent };
  }
}
