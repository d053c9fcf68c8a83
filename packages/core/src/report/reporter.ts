import { failuresOf } from '../event/failures.ts';
import type { Warning } from '../event/issue.ts';
import type { EventOutcome } from '../event/outcome.ts';

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

/**
 * Writes one line of JSON to standard error for every failure, and one for each kind of warning about
 * events that left; nothing for the rest.
 */
export const consoleReporter: Reporter = ({ level, source, message, ...facts }) => {
  if (level === 'error') write({ level, source, message, ...failuresOf(facts) });
  else for (const warning of facts.warnings) warnOnce(source, warning);
};

function warnOnce(source: string, warning: Warning): void {
  const path = warning.path.replace(/^events\[\d+\]\./, '');
  const kind = `${source} ${warning.code} ${path}`;
  if (warned.has(kind) || warned.size >= mostKinds) return;
  warned.add(kind);
  write({ level: 'warning', source, message: warning.message, code: warning.code, path });
}

const warned = new Set<string>();
/** Paths hold keys of the caller's, which may be any. */
const mostKinds = 200;

function write(line: object): void {
  const text = JSON.stringify({ integration: 'meta-capi', ...line });
  console.error(text.replace(lineBreakers, escaped));
}

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
