import type { Warning } from './result.ts';

/** What happened to one field on its way out, and why; never the value itself. */
export interface Explanation {
  /** Where it was given, e.g. `userData.phone[1]`. */
  path: string;
  action: 'added' | 'changed' | 'dropped' | 'hashed' | 'kept';
  /** A sentence, e.g. "trimmed and lower-cased, sent as em". */
  because: string;
}

/** Listens to what happens to the fields of one event while it is prepared. */
export interface Trace {
  warn: (warning: Warning) => void;
  /** Only `explain` listens to this: the sending path does not pay for it. */
  explain?: ((explanation: Explanation) => void) | undefined;
}
