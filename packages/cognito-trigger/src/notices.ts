import type { Report, Reporter, Warning } from '@meta-capi/core';

export interface Notice {
  warnings: readonly Warning[];
  /** Events are lost until someone acts. */
  isLost: boolean;
}

/**
 * Reports every lost event, because an alarm counts the reports. For other events it reports each kind of
 * warning once per process. Never throws.
 */
export function createNotices(reporter: Reporter, source: string): (notice: Notice) => void {
  const reported = new Set<string>();
  return ({ warnings, isLost }) => {
    const unreported = isLost ? warnings : warnings.filter(({ code }) => !reported.has(code));
    if (unreported.length === 0) return;
    if (!isLost) for (const { code } of unreported) reported.add(code);
    const level = isLost ? 'error' : 'info';
    const message = unreported.map((warning) => warning.message).join(' ');
    tell(reporter, { level, source, message, outcomes: [], warnings: unreported });
  };
}

function tell(reporter: Reporter, report: Report): void {
  try {
    // The reporter may be async: its rejection must not become an unhandled one.
    Promise.resolve<unknown>(reporter(report)).catch(() => undefined);
  } catch {
    // A reporter that throws must not lose the registration.
  }
}
