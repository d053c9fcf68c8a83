import type { EventOutcome, Warning } from './result.ts';

/** What happened to a batch of events or to a webhook request; free of personal data. */
export interface Report {
  /** `error`: something was lost, or will be unless somebody acts. */
  level: 'error' | 'info';
  /** The adapter's name, or whatever {@link observed} was told. */
  source: string;
  /** One sentence. */
  message: string;
  outcomes: readonly EventOutcome[];
  warnings: readonly Warning[];
}

/** Hears what became of events. Whatever it throws is swallowed, and nobody waits for it. */
export type Reporter = (report: Report) => void;

/** Writes one line of JSON to standard error for every failure, and nothing for the rest. */
export const consoleReporter: Reporter = ({ level, source, message, outcomes, warnings }) => {
  if (level !== 'error') return;
  const failures = outcomes.filter(
    ({ outcome }) => outcome !== 'delivered' && outcome !== 'queued',
  );
  console.error(
    JSON.stringify({
      integration: 'meta-capi',
      level,
      source,
      message,
      outcomes: failures,
      warnings,
    }),
  );
};

/** Tells a reporter, which cannot break anything by what it does. */
export function tell(reporter: Reporter, report: Report): void {
  try {
    const returned: unknown = reporter(report);
    // An async reporter's rejection must not become an unhandled one.
    if (returned instanceof Promise) returned.catch(() => undefined);
  } catch {
    // A reporter is no reason to lose a conversion.
  }
}
