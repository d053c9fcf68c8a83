import { readConsent, strictestConsent } from '../consent/consent.ts';
import type { CapiEvent, Consent } from '../event/capi-event.ts';
import type { EventOutcome } from '../event/outcome.ts';
import { readProperty } from '../input/is-record.ts';

/** An answer that restricts, so that later copies of the event must obey it. */
export type Restriction = Extract<Consent, 'denied' | 'limited' | 'unreadable'>;

export function isRestriction(value: unknown): value is Restriction {
  return value === 'denied' || value === 'limited' || value === 'unreadable';
}

/** A copy of an event, with the strictest answer of all copies. */
interface Copy {
  readonly event: CapiEvent;
  readonly names: Pick<EventOutcome, 'eventId' | 'eventName'>;
  answer: Consent | undefined;
}

/** The answer that an event carries itself; an event without one asks no question. */
export function answerOf(event: CapiEvent): Consent | undefined {
  const consent = readConsent(readProperty(readProperty(event, 'visitor'), 'consent'));
  return consent === 'unknown' ? undefined : consent;
}

/** Adds the answer of another copy to an event: the strictest of all copies counts. */
export function restrict(copy: Pick<Copy, 'answer'>, answer: Consent | undefined): void {
  if (!isRestriction(answer)) return;
  copy.answer = strictestConsent(answer, ...(copy.answer === undefined ? [] : [copy.answer]));
}

/** The event with the strictest answer of its copies. */
export function restricted({ event, answer, names }: Copy): CapiEvent {
  if (!isRestriction(answer) || answer === answerOf(event)) return event;
  const consent = { consent: answer, consentCarrier: 'an earlier copy of this event' };
  try {
    return { ...event, visitor: { ...event.visitor, ...consent } };
  } catch {
    // A getter or a Proxy of the caller's threw: what is left of the event is its answer.
    return { ...names, eventTime: Number.NaN, visitor: consent };
  }
}
