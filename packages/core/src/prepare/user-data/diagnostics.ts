import type { Explanation, Trace } from '../../event/trace.ts';
import type { Context, Problem } from '../../normalize/rule.ts';
import { safeKey } from '../../privacy/personal-data.ts';
import { nearestKey } from './did-you-mean.ts';
import type { NamedKey } from './keys.ts';

/** What one event's fields are read with. */
export interface Reading {
  readonly context: Context;
  readonly trace: Trace;
}

/** Says that a value is not sent, and why. */
export function drop(
  problem: Problem,
  index: number | undefined,
  key: NamedKey,
  reading: Reading,
): undefined {
  warn(problem, index, key, reading);
  explain('dropped', `it ${problem.message}`, index, key, reading);
}

/** Says what to mend about a value. */
export function warn(
  { code, message }: Problem,
  index: number | undefined,
  key: NamedKey,
  { trace }: Reading,
): void {
  const path = pathOf(index, key);
  trace.warn({ code, path, message: `${path} ${message}` });
}

/** Says what happens to a value. */
export function explain(
  action: Explanation['action'],
  why: string,
  index: number | undefined,
  key: NamedKey,
  { trace }: Reading,
): void {
  trace.explain?.({
    path: pathOf(index, key),
    action,
    because: action === 'dropped' ? why : `${why}, sent as ${key.wire}`,
  });
}

function pathOf(index: number | undefined, { name }: NamedKey): string {
  return index === undefined ? `userData.${name}` : `userData.${name}[${index}]`;
}

/** Says that `userData` takes no such key, and which one was meant. */
export function warnOfUnknownKey(name: string, trace: Trace): void {
  // An odd one may be somebody's data in the place of a key: it is not repeated.
  const isOdd = safeKey(name) !== name;
  const path = isOdd ? 'userData' : `userData.${name}`;
  const meant = isOdd ? undefined : nearestKey(name);
  const message =
    `${isOdd ? 'A key of userData' : path} is none that Meta takes and was dropped; ` +
    (meant === undefined ? 'the type UserData lists them' : `did you mean ${meant}?`);
  trace.warn({ code: 'unknown_user_data_key', path, message });
  trace.explain?.({ path, action: 'dropped', because: 'it is no key that Meta takes' });
}
