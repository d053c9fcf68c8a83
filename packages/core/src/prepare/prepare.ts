import { type ConsentDecision, decideConsent } from '../consent/consent.ts';
import type { ActionSource, CapiEvent } from '../event/capi-event.ts';
import type { PreparedEvent, WireEvent } from '../event/prepared-event.ts';
import type { Issue, SkipReason, Warning } from '../event/result.ts';
import type { Trace } from '../event/trace.ts';
import { wellFormed } from '../input/text.ts';
import type { PhoneParser } from '../normalize/rule.ts';
import { readCustomData } from './custom-data/custom-data.ts';
import { readActionSource } from './rules/action-source.ts';
import { readEventTime } from './rules/event-time.ts';
import { readFlag } from './rules/flag.ts';
import { limitedAsGiven, limitedByConsent } from './rules/limited-use.ts';
import { hasStrongKey, isTooBroad } from './rules/match-keys.ts';
import { readMessaging } from './rules/messaging.ts';
import { misplacedConsent } from './rules/misplaced-consent.ts';
import { checkNames } from './rules/names.ts';
import { readOriginalEvent } from './rules/original-event.ts';
import { consentIssue, testModeIssue, tooBroadIssue } from './skip-issues.ts';
import { hashUserData } from './user-data/hash-user-data.ts';
import { countriesOf } from './user-data/region.ts';
import { sendableVisitor } from './visitor.ts';

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
 * Makes an event ready to leave: decides on consent, checks Meta's rules, normalises and hashes.
 * Synchronous, and total: whatever it is given, it answers with one of its two shapes.
 */
export function prepareEvent(event: CapiEvent, config: PrepareConfig): Preparation {
  const warnings: Warning[] = [];
  return prepareTraced(event, config, warnings);
}

/** {@link prepareEvent}, with somebody listening to what happens to each field. */
export function prepareTraced(
  event: CapiEvent,
  config: PrepareConfig,
  warnings: Warning[],
  explain?: Trace['explain'],
): Preparation {
  const trace: Trace = { warn: (warning) => warnings.push(warning), explain };
  try {
    const prepared = prepare(event, config, trace, Date.now());
    if (!('ok' in prepared)) return { ok: true, event: prepared, warnings };
    // The cause may be a field that was left out: each warning says which, and how to fix it.
    return { ...prepared, issues: [...prepared.issues, ...warnings] };
  } catch {
    // A getter or a Proxy of the caller's threw.
    return skip('invalid_event', [
      {
        code: 'unreadable_event',
        path: 'event',
        message: 'The event cannot be read: give plain objects.',
      },
    ]);
  }
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

type Skipped = Extract<Preparation, { ok: false }>;

// First whether the event may leave at all, before anything else of it is read; then what skips it
// by a reason of its own; then everything that is wrong, so that one look mends all; hashing last.
function prepare(
  event: CapiEvent,
  config: PrepareConfig,
  trace: Trace,
  nowMs: number,
): PreparedEvent | Skipped {
  if (typeof event !== 'object' || event === null) {
    const message = 'The event must be an object.';
    return skip('invalid_event', [{ code: 'not_an_event', path: 'event', message }]);
  }
  const misplaced = misplacedConsent(event.visitor);
  if (misplaced !== undefined) return skip('invalid_event', [misplaced]);
  const given = event.visitor?.consent;
  const consent = decideConsent({
    consent: given,
    whenConsentUnknown: config.whenConsentUnknown ?? 'drop',
    countries: given === 'limited' ? countriesOf(event.userData) : [],
    dataProcessingOptionsCountry: event.dataProcessingOptionsCountry,
  });
  explainConsent(consent, trace);
  if (consent.decision === 'drop')
    return skip(consent.reason, [consentIssue(consent.reason, event.visitor)]);
  const limitedUse = consent.decision === 'limited' ? limitedByConsent(event) : undefined;
  if (typeof limitedUse === 'string') {
    return skip(limitedUse, [consentIssue(limitedUse, event.visitor)]);
  }

  const issues: Issue[] = [];
  const report = (issue: Issue): void => {
    issues.push(issue);
  };
  checkNames(event, report, trace.warn);
  if (issues[0]?.code === 'missing_event_id') return skip('missing_event_id', issues);
  const testMode = readFlag('testMode', event.testMode, trace.warn);
  if (testMode === true && !config.testEventCode) {
    return skip('test_mode_without_test_event_code', [testModeIssue]);
  }
  const optOut = readFlag('optOut', event.optOut, trace.warn);
  const givenSource = readActionSource(event.actionSource, report, trace.warn);
  const time = readEventTime(event.eventTime, givenSource, nowMs);
  if (!time.ok && time.reason !== 'invalid_event') return skip(time.reason, [time.issue]);
  if (!time.ok) report(time.issue);
  const customData = readCustomData(event.eventName, event.customData, report, trace);
  const limits = limitedUse ?? limitedAsGiven(event, report, trace.warn);
  const originalEvent = readOriginalEvent(
    event,
    time.ok ? time.seconds : Number.POSITIVE_INFINITY,
    trace.warn,
  );
  const messagingChannel = readMessaging(event, givenSource, report, trace.warn);
  if (!time.ok || issues.length > 0) return skip('invalid_event', issues);

  const visitor = sendableVisitor(event.visitor, trace, time.seconds);
  const { event_source_url, referrer_url } = visitor;
  const userData = hashUserData(event.userData, { phone: config.phone }, trace);
  for (const key of browserKeys) {
    const value = visitor[key];
    if (value !== undefined) userData[key] = wellFormed(value);
  }
  const keys = Object.keys(userData);
  if (isTooBroad(keys)) return skip('insufficient_user_data', [tooBroadIssue]);
  const actionSource = givenSource ?? defaultActionSource(event_source_url);
  warnOfWeakness(actionSource, visitor, keys, trace);

  // Assigned one by one: spreading what may be absent costs a third of the whole preparation.
  const wire: Writable<WireEvent> = {
    event_name: wellFormed(event.eventName),
    event_id: wellFormed(event.eventId),
    event_time: time.seconds,
    action_source: actionSource,
    user_data: userData,
  };
  if (customData !== undefined) wire.custom_data = customData;
  if (event_source_url !== undefined) wire.event_source_url = event_source_url;
  if (referrer_url !== undefined) wire.referrer_url = referrer_url;
  if (optOut !== undefined) wire.opt_out = optOut;
  if (originalEvent !== undefined) wire.original_event_data = originalEvent;
  if (messagingChannel !== undefined) wire.messaging_channel = messagingChannel;
  if (limits !== undefined) Object.assign(wire, limits);
  return (testMode === true ? { wire, testMode: true } : { wire }) as PreparedEvent;
}

const browserKeys = ['fbp', 'fbc', 'client_ip_address', 'client_user_agent'] as const;

/** A page is known: the visitor was there. Otherwise some system did it. */
function defaultActionSource(eventSourceUrl: string | undefined): ActionSource {
  return eventSourceUrl === undefined ? 'system_generated' : 'website';
}

function warnOfWeakness(
  actionSource: ActionSource,
  visitor: ReturnType<typeof sendableVisitor>,
  keys: readonly string[],
  { warn }: Trace,
): void {
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/server-event
  if (actionSource === 'website' && visitor.client_user_agent === undefined) {
    const path = 'visitor.clientUserAgent';
    const message = `${path} is missing: Meta asks for the browser's user agent on website events.`;
    warn({ code: 'missing_client_user_agent', path, message });
  }
  if (actionSource === 'website' && visitor.event_source_url === undefined) {
    const path = 'visitor.eventSourceUrl';
    const message = `${path} is missing: Meta asks for the page's address on website events.`;
    warn({ code: 'missing_event_source_url', path, message });
  }
  if (!hasStrongKey(keys)) {
    const message =
      'Nothing here points to one person: add userData.email, phone or externalId, or visitor.fbp or fbc.';
    warn({ code: 'no_strong_match_key', path: 'userData', message });
  }
}

function explainConsent({ decision, reason }: ConsentDecision, { explain }: Trace): void {
  explain?.({
    path: 'visitor.consent',
    action: decision === 'drop' ? 'dropped' : 'kept',
    because: `${reason}; decides whether the event leaves, and is never sent itself`,
  });
}

function skip(reason: SkipReason, issues: readonly Issue[]): Skipped {
  return { ok: false, skipped: true, reason, issues };
}
