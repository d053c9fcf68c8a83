import { isRecord } from './is-record.ts';
import type { PreparedEvent } from './prepared-event.ts';
import type { Issue } from './result.ts';
import { readActionSource } from './rules/action-source.ts';
import { userDataKeys } from './user-data-keys.ts';

export type ReadPrepared =
  | { ok: true; event: PreparedEvent }
  | { ok: false; issues: readonly Issue[] };

/**
 * Brings back a {@link PreparedEvent} that rested as JSON, given as text or already parsed, and
 * checks it again: known shape, nothing that should be hashed and is not. Never throws.
 */
export function readPrepared(json: unknown): ReadPrepared {
  const issues: Issue[] = [];
  const report = (issue: Issue): void => {
    issues.push(issue);
  };
  try {
    const value: unknown = typeof json === 'string' ? JSON.parse(json) : json;
    checkPrepared(value, report);
    return issues.length > 0 ? { ok: false, issues } : { ok: true, event: value as PreparedEvent };
  } catch {
    return { ok: false, issues: [problem('', 'is no JSON object.')] };
  }
}

function checkPrepared(value: unknown, report: (issue: Issue) => void): void {
  const wire = isRecord(value) ? value['wire'] : undefined;
  if (!isRecord(value) || !isRecord(wire)) {
    report(problem('.wire', 'is missing.'));
    return;
  }
  if (value['testMode'] !== undefined && value['testMode'] !== true) {
    report(problem('.testMode', 'must be true or absent.'));
  }
  for (const key of ['event_name', 'event_id'] as const) {
    if (typeof wire[key] !== 'string' || wire[key] === '')
      report(problem(`.wire.${key}`, 'is missing.'));
  }
  if (!Number.isSafeInteger(wire['event_time'])) {
    report(problem('.wire.event_time', 'must be whole Unix seconds.'));
  }
  if (readActionSource(wire['action_source'], report) === undefined) {
    report(problem('.wire.action_source', 'is missing.'));
  }
  const userData = wire['user_data'];
  if (!isRecord(userData)) {
    report(problem('.wire.user_data', 'is missing.'));
    return;
  }
  for (const { wire: key, hashed } of Object.values(userDataKeys)) {
    if (!hashed || userData[key] === undefined) continue;
    if (![userData[key]].flat().every(isHash)) {
      report(problem(`.wire.user_data.${key}`, 'is not hashed.'));
    }
  }
}

/** SHA-256 in lower case, perhaps with the appendix that Meta's parameter builder adds. */
function isHash(value: unknown): boolean {
  return typeof value === 'string' && /^[\da-f]{64}(\.[\w-]{2,8})?$/.test(value);
}

function problem(path: string, what: string): Issue {
  return { code: 'not_prepared', path: `prepared${path}`, message: `prepared${path} ${what}` };
}
