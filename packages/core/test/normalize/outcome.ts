import type { Context, Normalized } from '../../src/normalize/rule.ts';

/** A rule's answer as one line of a table. */
export function outcome(normalized: Normalized): string {
  if (typeof normalized === 'string') return normalized;
  const { code, message, value } = normalized;
  // It follows the field's path and ends with the fix.
  if (!/^(is|has|holds) .*; give /.test(message)) throw new Error(`message of ${code}: ${message}`);
  return value === undefined ? `refused: ${code}` : `${value}, with a warning: ${code}`;
}

/** Nothing is known beside the text, but for what is given. */
export function context(known: Partial<Context> = {}): Context {
  return { country: undefined, phone: undefined, ...known };
}
