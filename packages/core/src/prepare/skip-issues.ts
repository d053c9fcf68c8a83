import type { Visitor } from '../event/capi-event.ts';
import type { Issue, SkipReason } from '../event/result.ts';
import { readProperty } from '../input/is-record.ts';
import { holdsPersonalData } from '../privacy/personal-data.ts';

type ConsentReason = Extract<SkipReason, `consent_${string}`>;

/** Why the consent of this visitor keeps an event back. */
export function consentIssue(reason: ConsentReason, visitor: Visitor | undefined): Issue {
  const [state, fix] = fixes[reason];
  const message = `visitor.consent ${state}${carrierOf(visitor)}${fix}`;
  return { code: reason, path: 'visitor.consent', message };
}

/** The carrier is named between the two. */
const fixes: Readonly<Record<ConsentReason, readonly [string, string]>> = {
  consent_denied: ['is "denied"', ', so this event is not sent.'],
  consent_limited_outside_us: [
    'is "limited"',
    ', which is sent only for people in the USA: give userData.country "us" or dataProcessingOptionsCountry 1 for those, and no other country.',
  ],
  consent_limited_state_not_covered: [
    'is "limited"',
    ', and userData.state is not one of the 14 US states for which Meta offers Limited Data Use, so the event is not sent.',
  ],
  consent_limited_without_ip: [
    'is "limited"',
    ' and the US state is not known, so Meta has to find it by visitor.clientIpAddress, which is missing or not a public address: give that, or userData.state.',
  ],
  consent_unknown: [
    'is not known',
    ' and whenConsentUnknown is "drop": pass what the visitor answered.',
  ],
  consent_unreadable: [
    'is unreadable',
    ': write "granted", "limited" or "denied" in lower case, or nothing while the visitor has not answered.',
  ],
};

/** Which signal decided; only a name that is safe to show. */
export function carrierOf(visitor: Visitor | undefined): string {
  const carrier = readProperty(visitor, 'consentCarrier');
  return typeof carrier === 'string' &&
    /^[\w .:-]{1,80}$/.test(carrier) &&
    !holdsPersonalData(carrier)
    ? ` (${carrier})`
    : '';
}

export const testModeIssue: Issue = {
  code: 'test_mode_without_test_event_code',
  path: 'testMode',
  message:
    'testMode events leave only with a test event code: set testEventCode (META_TEST_EVENT_CODE).',
};

export const tooBroadIssue: Issue = {
  code: 'insufficient_user_data',
  path: 'userData',
  message:
    'userData says too little about who converted, and Meta would refuse the request: add an e-mail, a phone number, an external id, fbp or fbc.',
};
