import type { Report } from './reporter.ts';
import type { EventOutcome, SendResult } from './result.ts';

/** Puts a result into a sentence with its facts. */
export function reportOf(result: SendResult, source: string): Report {
  const { outcomes, warnings } = result;
  const level = outcomes.some(isFailure) ? 'error' : 'info';
  return { level, source, message: sentence(result), outcomes, warnings };
}

/** Lost, or not there yet: not what policy or consent keeps back on purpose. */
function isFailure({ outcome, reason }: EventOutcome): boolean {
  if (outcome === 'delivered' || outcome === 'queued') return false;
  return reason === undefined || !keptBackOnPurpose.has(reason);
}

const keptBackOnPurpose: ReadonlySet<string> = new Set([
  'already_sent',
  'consent_denied',
  'consent_limited_outside_us',
  'consent_unknown',
  'test_mode_without_test_event_code',
]);

function sentence(result: SendResult): string {
  if (result.ok) return result.queued ? 'Queued.' : 'Delivered.';
  if (result.skipped) return `Skipped: ${result.reason}.`;
  return result.error.message;
}
