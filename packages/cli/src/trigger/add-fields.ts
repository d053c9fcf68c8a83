import { CommandError } from '../output.ts';
import type { Json } from './fixtures.ts';

/** The payload with each `path=value` set; a value that is JSON is read as JSON. */
export function addFields(payload: Json, pairs: readonly string[]): Json {
  const copy = structuredClone(payload);
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    const path = pair.slice(0, Math.max(at, 0)).split('.');
    if (at < 1 || path.some((key) => key === '' || forbidden.has(key))) {
      throw new CommandError(
        'usage',
        '--add must be path=value, its path without empty parts.',
        'Write for example --add data.object.amount_received=2000.',
      );
    }
    set(copy, path, jsonOrText(pair.slice(at + 1)));
  }
  return copy;
}

const forbidden = new Set(['__proto__', 'constructor', 'prototype']);

function set(target: Json, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const next = target[key];
  const child = (typeof next === 'object' && next !== null ? next : {}) as Json;
  target[key] = child;
  set(child, rest, value);
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
