import type { CapiEvent } from './event.ts';
import { type PrepareConfig, prepareTraced } from './prepare.ts';
import type { Issue, SkipReason, Warning } from './result.ts';
import type { Explanation } from './trace.ts';

export interface EventExplanation {
  /** Would the event leave? */
  leaves: boolean;
  /** Why not. */
  reason?: SkipReason;
  /** What happened to every field, in the order of the work. */
  fields: readonly Explanation[];
  issues: readonly Issue[];
  warnings: readonly Warning[];
}

/**
 * Says what {@link prepareEvent} does with each field and why, without any personal data: what to
 * run when match quality is low. Nothing is sent.
 */
export function explain(event: CapiEvent, config: PrepareConfig): EventExplanation {
  const fields: Explanation[] = [];
  const warnings: Warning[] = [];
  const preparation = prepareTraced(event, config, warnings, (field) => fields.push(field));
  return preparation.ok
    ? { leaves: true, fields, issues: [], warnings }
    : { leaves: false, reason: preparation.reason, fields, issues: preparation.issues, warnings };
}
