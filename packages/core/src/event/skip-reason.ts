import type { Issue } from './issue.ts';

/** Everything that depends on a skip reason. */
interface SkipReasonFacts {
  /** Skipped on purpose: by policy, by consent, or because it was sent before. Else it is a failure. */
  readonly isIntended: boolean;
  /** Can the same event be sent later, after an operator or a clock has changed? */
  readonly isRetryableLater: boolean;
  /** Is it about the content of this copy, so that another copy may be sent? */
  readonly isAboutContent: boolean;
  /** The field that the issue names, and what is wrong with it; without them, each rule has its own message. */
  readonly path?: string;
  readonly problem?: string;
  /**
   * What the client prints once: reporters skip intended reasons, and an event that disappears
   * silently looks like a defect.
   */
  readonly notice?: string;
}

const table = {
  already_sent: { isIntended: true, isRetryableLater: false, isAboutContent: false },
  bad_configuration: { isIntended: false, isRetryableLater: true, isAboutContent: false },
  // Another process, or the next one, is open.
  client_closed: { isIntended: false, isRetryableLater: true, isAboutContent: false },
  consent_denied: {
    isIntended: true,
    isRetryableLater: false,
    isAboutContent: true,
    path: 'visitor.consent',
    problem: 'is "denied", so this event is not sent.',
  },
  consent_limited_outside_us: {
    isIntended: true,
    isRetryableLater: false,
    isAboutContent: true,
    path: 'visitor.consent',
    problem:
      'is "limited", which is sent only for people in the USA: give userData.country "us" or dataProcessingOptionsCountry 1 for those, and no other country.',
  },
  consent_limited_state_not_covered: {
    isIntended: true,
    isRetryableLater: false,
    isAboutContent: true,
    path: 'visitor.consent',
    problem:
      'is "limited", and userData.state is not one of the 14 US states for which Meta offers Limited Data Use, so the event is not sent.',
  },
  consent_limited_without_ip: {
    isIntended: true,
    isRetryableLater: false,
    isAboutContent: true,
    path: 'visitor.consent',
    problem:
      'is "limited" and the US state is not known, so Meta has to find it by visitor.clientIpAddress, which is missing or not a public address: give that, or userData.state.',
    notice:
      'the visitor opted out ("limited"), the US state is not known, and the IP address that Meta could find it by is missing. Set trustProxy of visitorFromRequest, pack the address with packVisitor(visitor, { include: ["ip"] }), or give userData.state.',
  },
  consent_unknown: {
    isIntended: true,
    isRetryableLater: false,
    isAboutContent: true,
    path: 'visitor.consent',
    problem: 'is not known and whenConsentUnknown is "drop": pass what the visitor answered.',
    notice:
      'the visitor’s consent is not known, and whenConsentUnknown is "drop". Pass the answer as visitor.consent: visitorFromRequest reads it from the cookie of the Pixel half, and a webhook from the metadata that packVisitor wrote.',
  },
  consent_unreadable: {
    isIntended: false,
    isRetryableLater: false,
    isAboutContent: true,
    path: 'visitor.consent',
    problem:
      'is unreadable: write "granted", "limited" or "denied" in lower case, or nothing while the visitor has not answered.',
  },
  consent_withdrawn: {
    isIntended: true,
    isRetryableLater: false,
    isAboutContent: false,
    path: 'visitor.consent',
    problem: 'was withdrawn after it was given, so this event is not sent.',
  },
  // A clock that is slow, usually ours, catches up.
  event_in_future: { isIntended: false, isRetryableLater: true, isAboutContent: true },
  event_too_old: { isIntended: false, isRetryableLater: false, isAboutContent: true },
  insufficient_user_data: {
    isIntended: false,
    isRetryableLater: false,
    isAboutContent: true,
    path: 'userData',
    problem:
      'says too little about who converted, and Meta would reject the request: add an e-mail, a phone number, an external id, fbp or fbc.',
  },
  invalid_event: { isIntended: false, isRetryableLater: false, isAboutContent: true },
  missing_event_id: { isIntended: false, isRetryableLater: false, isAboutContent: true },
  not_configured: { isIntended: false, isRetryableLater: true, isAboutContent: false },
  test_mode_without_test_event_code: {
    isIntended: true,
    isRetryableLater: false,
    isAboutContent: true,
    path: 'testMode',
    problem:
      'events are sent only with a test event code: set testEventCode (META_TEST_EVENT_CODE).',
    notice:
      'test mode needs a test event code. Set testEventCode (META_TEST_EVENT_CODE) to the code that Events Manager shows under Test events.',
  },
} as const;

/** Why an event was not sent although no request failed. */
export type SkipReason = keyof typeof table;

/** The one table of skip reasons: a new reason is one entry, and the compiler names a missing fact. */
export const skipReasons: Readonly<Record<SkipReason, SkipReasonFacts>> = table;

/** The facts of a reason; `undefined` for a reason that another sink invented, or for none. */
export function factsOf(reason: string | undefined): SkipReasonFacts | undefined {
  return reason !== undefined && Object.hasOwn(skipReasons, reason)
    ? skipReasons[reason as SkipReason]
    : undefined;
}

/** The reasons that have an issue in the table. */
export type ReasonWithIssue = {
  [Reason in SkipReason]: (typeof table)[Reason] extends { problem: string } ? Reason : never;
}[SkipReason];

/** The issue of an event that is skipped for this reason. `source` is where the bad value was found. */
export function skipIssue(reason: ReasonWithIssue, source = ''): Issue {
  const { path, problem } = table[reason];
  return { code: reason, path, message: `${path}${source} ${problem}` };
}
