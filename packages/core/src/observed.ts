import { reportOf } from './report.ts';
import { type Reporter, tell } from './reporter.ts';
import type { EventSink } from './sink.ts';

/**
 * A sink that tells a reporter what became of every call, free of personal data. What the reporter
 * throws, or how long it takes, changes nothing.
 *
 * @example
 * const sink = observed(capi, sentryReporter(Sentry));
 */
export function observed(sink: EventSink, reporter: Reporter, source = 'sendEvents'): EventSink {
  return {
    remembersSent: sink.remembersSent,
    async sendEvents(events, options) {
      const result = await sink.sendEvents(events, options);
      tell(reporter, reportOf(result, source));
      return result;
    },
  };
}
