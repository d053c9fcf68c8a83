import type { Context, Normalized } from '../../src/normalize/rule.ts';

/** A rule's answer as one line of a table. */
export function outcome(normalized: Normalized): string {
  if (typeof normalized === 'string') return normalized;
  const { code, value } = normalized;
  return value === undefined ? `refused: ${code}` : `${value}, with a warning: ${code}`;
}

/** Nothing is known beside the text, but for what is given. */
export function context(known: Partial<Context> = {}): Context {
  return { country: undefined, phone: undefined, ...known };
}
