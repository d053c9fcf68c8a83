import { consoleReporter, type Report, type Reporter } from '@meta-capi/core';

/** Reports what an operator must act on, about no event in particular. Never throws. */
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
    // A reporter must not end the consumer.
  }
}
