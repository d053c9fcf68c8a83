import { expect, test } from 'vitest';
import { keepsState } from './copies.ts';

test.each([
  'let queued = 0;',
  'export var count = 0;',
  'export class WebhookError extends Error {}',
  'const warned = new Set<string>();',
  'const peers = new WeakMap<Request, unknown>();',
  'export const cache: Map<string, string> = new Map(entries);',
  'const calls: Call[] = [];',
  'const byName: Record<string, string> = {};',
])('two copies of a module could differ: %s', (code) => {
  expect(keepsState(code)).toBe(true);
});

test.each([
  'export function next(state: State) { let at = 0; return at; }',
  'const names: ReadonlySet<string> = new Set(["em", "ph"]);',
  "const key = 'meta_consent';",
  'export interface Page { calls: unknown[] }',
])('two copies of a module cannot differ: %s', (code) => {
  expect(keepsState(code)).toBe(false);
});
