import type { EventSink } from '../sink/sink.ts';
import { sendInTime } from '../sink/time-limited.ts';
import { reportOf } from './report.ts';
import { type Reporter, tell } from './reporter.ts';

/**
 * A sink that reports the result of every call, without personal data. What the reporter throws, or
 * how long it takes, changes nothing. If the sink throws, does not end or returns no outcomes, the
 * result contains that error.
 *
 * @example
 * const sink = observed(capi, sentryReporter(Sentry));
 */
export function observed(sink: EventSink, reporter: Reporter, source = 'sendEvents'): EventSink {
  return {
    remembersSent: sink?.remembersSent,
    timeoutMs: sink?.timeoutMs,
    async sendEvents(events, options) {
      const result = await sendInTime(sink, events, options, 200);
      tell(reporter, reportOf(result, source));
      return result;
    },
  };
}
