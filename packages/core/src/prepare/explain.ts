import type { CapiEvent } from '../event/capi-event.ts';
import { createDiagnostics, type Explanation, type Issue, type Warning } from '../event/issue.ts';
import type { SkipReason } from '../event/skip-reason.ts';
import { explainFields } from './explain-fields.ts';
import { type PrepareConfig, prepareWith } from './prepare.ts';

export interface EventExplanation {
  /** Would the event be sent? */
  leaves: boolean;
  /** Why not. */
  reason?: SkipReason;
  /** What happened to every field. */
  fields: readonly Explanation[];
  issues: readonly Issue[];
  warnings: readonly Warning[];
}

/**
 * Explains what {@link prepareEvent} does with each field and why, without any personal data: for
 * example when match quality is low. Nothing is sent.
 */
export function explain(event: CapiEvent, config: PrepareConfig): EventExplanation {
  const explanations: Explanation[] = [];
  const diagnostics = createDiagnostics(explanations);
  const preparation = prepareWith(event, config, diagnostics);
  const fields = explainFields(event, preparation, explanations);
  const { warnings } = diagnostics;
  if (preparation.ok) return { leaves: true, fields, issues: [], warnings };
  const issues = preparation.issues.filter((issue) => !warnings.includes(issue));
  return { leaves: false, reason: preparation.reason, fields, issues, warnings };
}
