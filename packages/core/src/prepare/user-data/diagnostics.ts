import type { Diagnostics, Explanation } from '../../event/issue.ts';
import type { Context, Problem } from '../../normalize/rule.ts';
import { safeKey } from '../../privacy/personal-data.ts';
import { nearestKey } from './did-you-mean.ts';
import type { NamedKey } from './keys.ts';

/** What one event's fields are read with. */
export interface Reading {
  readonly context: Context;
  readonly diagnostics: Diagnostics;
}

/** Reports that a value is not sent, and why. */
export function drop(
  problem: Problem,
  index: number | undefined,
  key: NamedKey,
  reading: Reading,
): undefined {
  warn(problem, index, key, reading);
  explain('dropped', `it ${problem.message}`, index, key, reading);
}

/** Reports how to fix a value that is sent all the same. */
export function warn(
  { code, message }: Problem,
  index: number | undefined,
  key: NamedKey,
  { diagnostics }: Reading,
): void {
  const path = pathOf(index, key);
  diagnostics.warnings.push({ code, path, message: `${path} ${message}` });
}

/** Explains what happens to a value. */
export function explain(
  action: Explanation['action'],
  why: string,
  index: number | undefined,
  key: NamedKey,
  { diagnostics }: Reading,
): void {
  diagnostics.explanations?.push({
    path: pathOf(index, key),
    action,
    because: action === 'dropped' ? why : `${why}, sent as ${key.wire}`,
  });
}

function pathOf(index: number | undefined, { name }: NamedKey): string {
  return index === undefined ? `userData.${name}` : `userData.${name}[${index}]`;
}

/** Reports a key that `userData` does not have, and which one was probably meant. */
export function warnOfUnknownKey(name: string, { warnings, explanations }: Diagnostics): void {
  // An odd key may be personal data in the place of a key: it is not repeated.
  const isOdd = safeKey(name) !== name;
  const path = isOdd ? 'userData' : `userData.${name}`;
  const meant = isOdd ? undefined : nearestKey(name);
  const message =
    `${isOdd ? 'A key of userData' : path} is not a key that Meta accepts and was dropped; ` +
    (meant === undefined ? 'the type UserData lists them' : `did you mean ${meant}?`);
  warnings.push({ code: 'unknown_user_data_key', path, message });
  explanations?.push({ path, action: 'dropped', because: 'Meta does not accept such a key' });
}
