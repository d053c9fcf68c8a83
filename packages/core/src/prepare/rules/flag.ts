import type { CapiEvent } from '../../event/capi-event.ts';
import type { Diagnostics } from '../../event/issue.ts';

/**
 * A flag as true or false, also from the texts `true` and `false`; `undefined` if none is given.
 * An unreadable one counts as `true`, with a warning: `testMode` and `optOut` then allow less.
 */
export function readFlag(
  event: CapiEvent,
  { warnings }: Diagnostics,
  path: 'optOut' | 'testMode',
): boolean | undefined {
  const value: unknown = event[path];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
  if (word === 'true' || word === 'false') return word === 'true';
  const message = `${path} must be true or false; it counts as true, which allows less.`;
  warnings.push({ code: 'invalid_flag', path, message });
  return true;
}
