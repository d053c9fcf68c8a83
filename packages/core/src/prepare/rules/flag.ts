import type { Warning } from '../../event/result.ts';

/**
 * A flag as true or false, also from the texts `true` and `false`; `undefined` where none is given.
 * What cannot be read counts as `true`, with a warning: `testMode` and `optOut` then allow less.
 */
export function readFlag(
  path: 'optOut' | 'testMode',
  value: unknown,
  warn: (warning: Warning) => void,
): boolean | undefined {
  if (value === undefined || value === null || typeof value === 'boolean') {
    return value ?? undefined;
  }
  const word = typeof value === 'string' ? value.trim().toLowerCase() : undefined;
  if (word === 'true' || word === 'false') return word === 'true';
  warn({
    code: 'invalid_flag',
    path,
    message: `${path} must be true or false; it counts as true, which allows less.`,
  });
  return true;
}
