import { failuresOf } from '../event/failures.ts';
import type { EventOutcome } from '../event/outcome.ts';
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
    const { outcomes, ...others } = failuresOf(facts);
    sentry.captureMessage(`meta-capi: ${message}`, {
      level: 'error',
      tags: { integration: 'meta-capi', source },
      extra: { ...others, outcomes: outcomes.map(flat) },
    });
  };
}

/** Sentry keeps three levels of `extra`; an error within an outcome would be shown as `[Object]`. */
// https://docs.sentry.io/platforms/javascript/configuration/options/#normalizeDepth
function flat({ error, ...names }: EventOutcome): Record<string, unknown> {
  return { ...names, ...error };
}
