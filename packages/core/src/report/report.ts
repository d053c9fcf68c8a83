import { isFailure } from '../event/outcome.ts';
import type { SendResult } from '../event/result.ts';
import type { Report } from './reporter.ts';

/** The report of a result. */
export function reportOf(result: SendResult, source: string): Report {
  const { outcomes, warnings } = result;
  const level = outcomes.some(isFailure) ? 'error' : 'info';
  return { level, source, message: sentence(result), outcomes, warnings };
}

function sentence(result: SendResult): string {
  if (result.ok) return result.queued ? 'Queued.' : 'Delivered.';
  if (result.skipped) return `Skipped: ${result.reason}.`;
  return result.error.message;
}
