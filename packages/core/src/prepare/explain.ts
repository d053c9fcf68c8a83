import type { CapiEvent } from '../event/capi-event.ts';
import type { Issue, SkipReason, Warning } from '../event/result.ts';
import type { Explanation } from '../event/trace.ts';
import { explainFields } from './explain-fields.ts';
import { type PrepareConfig, prepareTraced } from './prepare.ts';

export interface EventExplanation {
  /** Would the event leave? */
  leaves: boolean;
  /** Why not. */
  reason?: SkipReason;
  /** What became of every field. */
  fields: readonly Explanation[];
  issues: readonly Issue[];
  warnings: readonly Warning[];
}

/**
 * Says what {@link prepareEvent} does with each field and why, without any personal data: what to
 * run when match quality is low. Nothing is sent.
 */
export function explain(event: CapiEvent, config: PrepareConfig): EventExplanation {
  const heard: Explanation[] = [];
  const warnings: Warning[] = [];
  const preparation = prepareTraced(event, config, warnings, (field) => heard.push(field));
  const fields = explainFields(event, preparation, heard);
  if (preparation.ok) return { leaves: true, fields, issues: [], warnings };
  const issues = preparation.issues.filter((issue) => !warnings.includes(issue));
  return { leaves: false, reason: preparation.reason, fields, issues, warnings };
}
