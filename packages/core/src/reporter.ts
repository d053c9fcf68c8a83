import { failuresOf } from './failures.ts';
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
export const consoleReporter: Reporter = ({ level, source, message, ...facts }) => {
  if (level !== 'error') return;
  const line = { integration: 'meta-capi', level, source, message, ...failuresOf(facts) };
  console.error(JSON.stringify(line).replace(lineBreakers, escaped));
};

// JSON leaves these as they are; readers end a line at them, and terminals take orders from some.
const lineBreakers = /[\u007f-\u009f\u2028\u2029]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Tells a reporter, which cannot break anything by what it does. */
export function tell(reporter: Reporter, report: Report): void {
  try {
    // An async reporter's rejection must not become an unhandled one. Its promise may be anybody's:
    // a library's, or another realm's, as where tests run.
    Promise.resolve<unknown>(reporter(report)).catch(() => undefined);
  } catch {
    // A reporter is no reason to lose a conversion.
  }
}
