/** A problem that keeps an event from being sent. */
export interface Issue {
  /** A short stable name to branch on, e.g. `missing_value`. */
  code: string;
  /** Where, e.g. `customData.value`; in a {@link SendResult} with the event before it: `events[2].eventId`. */
  path: string;
  /** What is wrong and how to fix it; never the value itself. */
  message: string;
}

/** A problem to fix although the event is sent; the same shape as an {@link Issue}. */
export type Warning = Issue;

/** What happened to one field while its event was prepared, and why; never the value itself. */
export interface Explanation {
  /** Where it was given, e.g. `userData.phone[1]`. */
  path: string;
  action: 'added' | 'changed' | 'dropped' | 'hashed' | 'kept';
  /** A sentence, e.g. "trimmed and lower-cased, sent as em". */
  because: string;
}

/** Collects what the rules find in one event: every rule takes the event and this. */
export interface Diagnostics {
  readonly issues: Issue[];
  readonly warnings: Warning[];
  /** Only for `explain`: the sending path does not pay for explanations. */
  readonly explanations: Explanation[] | undefined;
}

/** Empty {@link Diagnostics} for one event. */
export function createDiagnostics(explanations?: Explanation[]): Diagnostics {
  return { issues: [], warnings: [], explanations };
}
