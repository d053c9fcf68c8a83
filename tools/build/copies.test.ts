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
  'const waiting = [] as Call[];',
  'const warnOnce = createWarnOnce();',
  "export const withdrawn = Symbol('withdrawn');",
  'const keys: Readonly<Record<string, Key>> = { city: { memory: new Map() } };',
])('two copies of a module could differ: %s', (code) => {
  expect(keepsState(code)).toBe(true);
});

test.each([
  'export function next(state: State) { let at = 0; return at; }',
  'const names: ReadonlySet<string> = new Set(["em", "ph"]);',
  "const key = 'meta_consent';",
  "const codes = 'us ca'.split(' ');",
  'const create = () => new Map();',
  'const names: readonly [] = ["a"] as const;',
  'export interface Page { calls: unknown[] }',
])('two copies of a module cannot differ: %s', (code) => {
  expect(keepsState(code)).toBe(false);
});
