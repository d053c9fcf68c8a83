import { decideConsent } from '../consent/consent.ts';
import type { ActionSource, CapiEvent } from '../event/capi-event.ts';
import { createDiagnostics, type Diagnostics, type Issue, type Warning } from '../event/issue.ts';
import type { PreparedEvent, WireEvent, WireUserData } from '../event/prepared-event.ts';
import { type SkipReason, skipIssue } from '../event/skip-reason.ts';
import { readProperty } from '../input/is-record.ts';
import { isPrintedNothing, wellFormed } from '../input/text.ts';
import type { PhoneParser } from '../normalize/rule.ts';
import { holdsPersonalData } from '../privacy/personal-data.ts';
import type { SendableVisitor } from '../visitor/keys.ts';
import { readCustomData } from './custom-data/custom-data.ts';
import { readActionSource } from './rules/action-source.ts';
import { readEventTime } from './rules/event-time.ts';
import { readFlag } from './rules/flag.ts';
import { type LimitedUse, limitedAsGiven, limitedByConsent } from './rules/limited-use.ts';
import { isTooBroad, warnOfWeakMatch } from './rules/match-keys.ts';
import { readMessaging } from './rules/messaging.ts';
import { checkConsentPlace } from './rules/misplaced-consent.ts';
import { checkNames } from './rules/names.ts';
import { readOriginalEvent } from './rules/original-event.ts';
import { hashUserData } from './user-data/hash-user-data.ts';
import { countriesOf } from './user-data/region.ts';
import { readVisitor } from './visitor.ts';

/** The part of the client's configuration that decides how an event is prepared. */
export interface PrepareConfig {
  /**
   * Is an event sent whose visitor was never asked? A legal question, so there is no default; in
   * the EU the answer is usually `drop`.
   */
  whenConsentUnknown: 'drop' | 'send' | undefined;
  /**
   * From Events Manager > Test events. Every event is sent with it and shows up there at once, but
   * it counts all the same: take it out in production.
   */
  testEventCode?: string | undefined;
  /** Reads national phone numbers: `phoneNumbers('GR')` from `@meta-capi/core/phone`. */
  phone?: PhoneParser | undefined;
}

export type Preparation =
  | { ok: true; event: PreparedEvent; warnings: readonly Warning[] }
  | { ok: false; skipped: true; reason: SkipReason; issues: readonly Issue[] };

/**
 * Prepares an event for sending: decides on consent, checks Meta's rules, normalises and hashes.
 * Synchronous, and total: for any input it returns one of its two shapes and never throws.
 */
export function prepareEvent(event: CapiEvent, config: PrepareConfig): Preparation {
  return prepareWith(event, config, createDiagnostics());
}

/** {@link prepareEvent} with the caller's diagnostics, as for `explain`. */
export function prepareWith(
  event: CapiEvent,
  config: PrepareConfig,
  diagnostics: Diagnostics,
): Preparation {
  const { warnings } = diagnostics;
  try {
    const prepared = prepare(event, config, diagnostics, Date.now());
    if (!('ok' in prepared)) return { ok: true, event: prepared, warnings };
    // The cause may be a field that was left out: each warning says which, and how to fix it.
    return { ...prepared, issues: [...prepared.issues, ...warnings] };
  } catch {
    // A getter or a Proxy of the caller threw.
    const message = 'The event cannot be read: give plain objects.';
    return skip('invalid_event', [{ code: 'unreadable_event', path: 'event', message }]);
  }
}

type Skipped = Extract<Preparation, { ok: false }>;

// The steps in order: consent, before anything else is read; other reasons to skip the event; all
// remaining issues together, so that one result lists them all; hashing last.
// oxlint-disable-next-line max-lines-per-function -- one line per rule, in the order in which they apply
function prepare(
  event: CapiEvent,
  config: PrepareConfig,
  diagnostics: Diagnostics,
  nowMs: number,
): PreparedEvent | Skipped {
  if (typeof event !== 'object' || event === null) {
    const message = 'The event must be an object.';
    return skip('invalid_event', [{ code: 'not_an_event', path: 'event', message }]);
  }
  const { issues } = diagnostics;
  checkConsentPlace(event, diagnostics);
  if (issues.length > 0) return skip('invalid_event', issues);
  const consent = readConsentDecision(event, config, diagnostics);
  if (consent !== undefined && 'ok' in consent) return consent;

  checkNames(event, diagnostics);
  if (issues[0]?.code === 'missing_event_id') return skip('missing_event_id', issues);
  const testMode = readFlag(event, diagnostics, 'testMode');
  if (testMode === true && isPrintedNothing(config.testEventCode)) {
    return skipFor('test_mode_without_test_event_code');
  }
  const optOut = readFlag(event, diagnostics, 'optOut');
  const givenSource = readActionSource(event, diagnostics);
  const eventTime = readEventTime(event, diagnostics, nowMs);
  const timeIssue = eventTime === undefined ? issues.at(-1) : undefined;
  if (timeIssue?.code === 'event_too_old' || timeIssue?.code === 'event_in_future') {
    return skip(timeIssue.code, [timeIssue]);
  }
  const customData = readCustomData(event, diagnostics);
  const limits = consent ?? limitedAsGiven(event, diagnostics);
  const originalEvent = readOriginalEvent(event, diagnostics, eventTime ?? Infinity);
  const messagingChannel = readMessaging(event, diagnostics);
  if (eventTime === undefined || issues.length > 0) return skip('invalid_event', issues);

  const visitor = readVisitor(event, diagnostics, eventTime);
  const userData = readUserData(event, visitor, config, diagnostics);
  if (isTooBroad(userData)) return skipFor('insufficient_user_data');
  const { event_source_url, referrer_url } = visitor;

  // Assigned one by one: spreading what may be absent costs a third of the whole preparation.
  const wire: Writable<WireEvent> = {
    event_name: wellFormed(event.eventName),
    event_id: wellFormed(event.eventId),
    event_time: eventTime,
    action_source: givenSource ?? defaultActionSource(event_source_url),
    user_data: userData,
  };
  if (customData !== undefined) wire.custom_data = customData;
  if (event_source_url !== undefined) wire.event_source_url = event_source_url;
  if (referrer_url !== undefined) wire.referrer_url = referrer_url;
  if (optOut !== undefined) wire.opt_out = optOut;
  if (originalEvent !== undefined) wire.original_event_data = originalEvent;
  if (messagingChannel !== undefined) wire.messaging_channel = messagingChannel;
  if (limits !== undefined) Object.assign(wire, limits);
  warnOfWeakMatch(wire, diagnostics);
  return (testMode === true ? { wire, testMode: true } : { wire }) as PreparedEvent;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Limited Data Use if the visitor's consent asks for it, or why the event is not sent. */
function readConsentDecision(
  event: CapiEvent,
  config: PrepareConfig,
  { explanations }: Diagnostics,
): LimitedUse | Skipped | undefined {
  const consent = event.visitor?.consent;
  const { decision, reason } = decideConsent({
    consent,
    whenConsentUnknown: config.whenConsentUnknown ?? 'drop',
    countries: consent === 'limited' ? countriesOf(event.userData) : [],
    dataProcessingOptionsCountry: event.dataProcessingOptionsCountry,
  });
  explanations?.push({
    path: 'visitor.consent',
    // If the event is not sent, `explain` gives the issue instead.
    action: 'kept',
    because: `${reason}${carrierOf(event.visitor)}; decides whether the event is sent, and is never sent itself`,
  });
  if (decision === 'send') return undefined;
  if (decision === 'drop') return skipFor(reason, carrierOf(event.visitor));
  const limits = limitedByConsent(event);
  return typeof limits === 'string' ? skipFor(limits, carrierOf(event.visitor)) : limits;
}

/** The signal that decided; only a name that is safe to show. */
function carrierOf(visitor: unknown): string {
  const carrier = readProperty(visitor, 'consentCarrier');
  return typeof carrier === 'string' &&
    /^[\w .,:-]{1,80}$/.test(carrier) &&
    !holdsPersonalData(carrier)
    ? ` (${carrier})`
    : '';
}

function readUserData(
  event: CapiEvent,
  visitor: SendableVisitor,
  config: PrepareConfig,
  diagnostics: Diagnostics,
): WireUserData {
  const userData = hashUserData(event.userData, diagnostics, config);
  const { fbp, fbc, client_ip_address, client_user_agent } = visitor;
  if (fbp !== undefined) userData['fbp'] = fbp;
  if (fbc !== undefined) userData['fbc'] = fbc;
  if (client_ip_address !== undefined) userData['client_ip_address'] = client_ip_address;
  if (client_user_agent !== undefined) {
    userData['client_user_agent'] = wellFormed(client_user_agent);
  }
  return userData;
}

/** If the page is known, the visitor was there. Otherwise a system created the event. */
function defaultActionSource(eventSourceUrl: string | undefined): ActionSource {
  return eventSourceUrl === undefined ? 'system_generated' : 'website';
}

function skipFor(reason: Parameters<typeof skipIssue>[0], source?: string): Skipped {
  return skip(reason, [skipIssue(reason, source)]);
}

function skip(reason: SkipReason, issues: readonly Issue[]): Skipped {
  return { ok: false, skipped: true, reason, issues };
}
