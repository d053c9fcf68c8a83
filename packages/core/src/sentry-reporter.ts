import { failuresOf } from './failures.ts';
import type { Reporter } from './reporter.ts';

/** The one function of a Sentry SDK that is used. */
export interface SentryLike {
  captureMessage(
    message: string,
    context: {
      level: 'error';
      tags: Record<string, string>;
      extra: Record<string, unknown>;
    },
  ): unknown;
}

/** Sends failures to Sentry, tagged `integration: meta-capi`. */
export function sentryReporter(sentry: SentryLike): Reporter {
  return ({ level, source, message, ...facts }) => {
    if (level !== 'error') return;
    sentry.captureMessage(`meta-capi: ${message}`, {
      level: 'error',
      tags: { integration: 'meta-capi', source },
      extra: { ...failuresOf(facts) },
    });
  };
}
