import { consoleReporter, type Report, type Reporter } from '@meta-capi/core';

/** Reports an error that an operator must fix and that concerns no single event. Never throws. */
export function reportError(reporter: Reporter | undefined, message: string): void {
  const report: Report = {
    level: 'error',
    source: 'sqs consumer',
    message,
    outcomes: [],
    warnings: [],
  };
  try {
    (typeof reporter === 'function' ? reporter : consoleReporter)(report);
  } catch {
    // A reporter that throws must not end the consumer.
  }
}
