import type { Visitor } from './event.ts';
import { holdsPersonalData } from './personal-data.ts';
import type { Issue, SkipReason } from './result.ts';
import { readProperty } from './visitor-values.ts';

/** Why the consent of this visitor keeps an event back. */
export function consentIssue(reason: SkipReason, visitor: Visitor | undefined): Issue {
  return {
    code: reason,
    path: 'visitor.consent',
    message: `visitor.consent ${fixOf(reason, visitor)}`,
  };
}

function fixOf(reason: SkipReason, visitor: Visitor | undefined): string {
  if (reason === 'consent_unknown') {
    return 'is not known and whenConsentUnknown is "drop": pass what the visitor answered.';
  }
  if (reason === 'consent_unreadable') {
    return `is unreadable${carrierOf(visitor)}: write "granted", "limited" or "denied" in lower case, or nothing while the visitor has not answered.`;
  }
  if (reason === 'consent_limited_state_not_covered') {
    return 'is "limited", and userData.state is not one of the 14 US states for which Meta offers Limited Data Use, so the event is not sent.';
  }
  if (reason === 'consent_limited_without_ip') {
    return 'is "limited" and the US state is not known, so Meta has to find it by visitor.clientIpAddress, which is missing or not a public address: give that, or userData.state.';
  }
  if (reason === 'consent_limited_outside_us') {
    return 'is "limited", which is sent only for people in the USA: give userData.country "us" or dataProcessingOptionsCountry 1 for those, and no other country.';
  }
  return 'does not allow this event to be sent.';
}

/** Where the unreadable answer is; only a name that is safe to show. */
function carrierOf(visitor: Visitor | undefined): string {
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
