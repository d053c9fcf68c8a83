import { failuresOf } from '../event/failures.ts';
import { helpLink } from '../event/help-link.ts';
import type { Warning } from '../event/issue.ts';
import type { EventOutcome } from '../event/outcome.ts';

/** What happened to a batch of events or to a webhook request; free of personal data. */
export interface Report {
  /** `error`: an event was lost, or will be unless someone acts. */
  level: 'error' | 'info';
  /** The adapter's name, or the `source` given to {@link observed}. */
  source: string;
  /** One sentence. */
  message: string;
  outcomes: readonly EventOutcome[];
  warnings: readonly Warning[];
}

/** Receives the outcome of events. What it throws is ignored, and its promise is not awaited. */
export type Reporter = (report: Report) => void;

/**
 * Writes one line of JSON to standard error for every failure, and one for the first warning of each kind,
 * such as an event that was skipped without consent; nothing else.
 */
export const consoleReporter: Reporter = ({ level, source, message, ...facts }) => {
  if (level === 'error') write({ level, source, message, ...failuresOf(facts) });
  else for (const warning of facts.warnings) warnOnce(source, warning);
};

function warnOnce(source: string, warning: Warning): void {
  const { code, message } = warning;
  const path = warning.path.replace(/^events\[\d+\]\./, '');
  const kind = `${source} ${code} ${path}`;
  if (warned.has(kind) || warned.size >= maxKinds) return;
  warned.add(kind);
  write({ level: 'warning', source, message, code, path, help: [helpLink(code)] });
}

const warned = new Set<string>();
/** Paths contain keys of the caller, so their number has no limit. */
const maxKinds = 200;

function write(line: object): void {
  const text = JSON.stringify({ integration: 'meta-capi', ...line });
  console.error(text.replace(lineBreakers, escaped));
}

// JSON does not escape these; log readers end a line at some, and terminals execute others.
const lineBreakers = /[\u007f-\u009f\u2028\u2029]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Calls a reporter; whatever it does changes nothing. */
export function tell(reporter: Reporter, report: Report): void {
  try {
    // An async reporter's rejection must not become an unhandled one. Its promise may be of a library,
    // or of another realm, as in tests.
    Promise.resolve<unknown>(reporter(report)).catch(() => undefined);
  } catch {
    // A broken reporter must not lose a conversion.
  }
}
