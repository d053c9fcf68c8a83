import type { Issue, SkipReason } from './result.ts';

/** Why consent keeps an event back, as `visitor.consent` was given. */
export function consentIssue(reason: SkipReason, given: unknown): Issue {
  return {
    code: reason,
    path: 'visitor.consent',
    message: `visitor.consent ${fixOf(reason, given)}`,
  };
}

function fixOf(reason: SkipReason, given: unknown): string {
  if (reason === 'consent_unknown') {
    return 'is not known and whenConsentUnknown is "drop": pass what the visitor answered.';
  }
  if (reason === 'consent_limited_outside_us') {
    return 'is "limited", which is sent only for people in the USA: give userData.country "us" or dataProcessingOptionsCountry 1 for those, and no other country.';
  }
  return given === 'denied'
    ? 'does not allow this event to be sent.'
    : 'is none of "granted", "denied", "limited" and "unknown", so it is read as "denied".';
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
