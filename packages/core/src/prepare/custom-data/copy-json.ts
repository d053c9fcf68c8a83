import { wellFormed } from '../../input/text.ts';
import { holdsPersonalData, safeKey } from '../../privacy/personal-data.ts';

/** Receives what cannot be sent: its path, and what is wrong with it. */
export type RefuseValue = (path: string, problem: string) => undefined;

/**
 * Copies a value as JSON would carry it, so that later changes by the caller and odd objects cannot
 * reach the wire. What JSON cannot carry, and text that holds an e-mail address or a phone number,
 * is refused and left out; a bigint becomes a number or text, a lone surrogate U+FFFD.
 */
export function copyJson(value: unknown, name: string, refuse: RefuseValue): unknown {
  if (typeof value !== 'object' || value === null) {
    const problem = problemOf(value);
    return problem === undefined ? copyOfPrimitive(value) : refuse(name, problem);
  }
  return copyTree(value, name, refuse);
}

function copyTree(value: object, name: string, refuse: RefuseValue): unknown {
  let nodes = 0;

  function copy(node: unknown, key: number | string, parent: Parent | undefined): unknown {
    nodes += 1;
    if (nodes > maxNodes || (parent?.depth ?? 0) > maxDepth) {
      if (Number.isFinite(nodes)) refuse(name, 'is cyclic, nested too deeply or too large.');
      // Reported once, and no more work is done.
      nodes = Number.POSITIVE_INFINITY;
      return undefined;
    }
    const problem = problemOf(node);
    if (problem !== undefined) {
      refuse(pathOf(key, parent), problem);
      return undefined;
    }
    return typeof node === 'object' && node !== null
      ? copyObject(node, key, parent)
      : copyOfPrimitive(node);
  }

  function copyObject(node: object, key: number | string, parent: Parent | undefined): unknown {
    if ('toJSON' in node && typeof node.toJSON === 'function') {
      return copyOfJson(node.toJSON(), key, parent);
    }
    const here = { key, parent, depth: (parent?.depth ?? 0) + 1 };
    if (Array.isArray(node)) return copyList(node, here);
    const copied: Record<string, unknown> = {};
    for (const property of Object.keys(node)) {
      if (holdsPersonalData(property)) {
        refuse(pathOf(key, parent), 'has a key that is personal data, which goes into userData.');
        continue;
      }
      const item = copy((node as Record<string, unknown>)[property], property, here);
      // Assigning `__proto__` would change what the copy is instead of what it holds.
      if (item !== undefined && property !== '__proto__') copied[wellFormed(property)] = item;
    }
    return copied;
  }

  function copyList(list: readonly unknown[], here: Parent): unknown[] {
    const copied: unknown[] = [];
    for (let index = 0; index < list.length; index += 1) {
      const item = copy(list[index], index, here);
      // JSON carries a hole as null; what is refused leaves no trace.
      if (item !== undefined || list[index] === undefined) copied.push(item);
      if (nodes === Number.POSITIVE_INFINITY) break;
    }
    return copied;
  }

  /** `toJSON` may answer with an object that has one too: once is enough. */
  function copyOfJson(json: unknown, key: number | string, parent: Parent | undefined): unknown {
    const isPlain = typeof json !== 'object' || json === null || !('toJSON' in json);
    if (isPlain) return copy(json, key, parent);
    refuse(pathOf(key, parent), 'is an object that JSON cannot carry.');
    return undefined;
  }

  const copied = copy(value, name, undefined);
  return nodes === Number.POSITIVE_INFINITY ? undefined : copied;
}

function copyOfPrimitive(node: unknown): unknown {
  if (typeof node === 'string') return wellFormed(node);
  if (typeof node !== 'bigint') return node;
  return Number.isSafeInteger(Number(node)) ? Number(node) : String(node);
}

/** Where a value stands. A path is only put together when there is something to report. */
interface Parent {
  key: number | string;
  parent: Parent | undefined;
  depth: number;
}

function pathOf(key: number | string, parent: Parent | undefined): string {
  if (parent === undefined) return String(key);
  const before = pathOf(parent.key, parent.parent);
  if (typeof key === 'number') return `${before}[${key}]`;
  return `${before}.${safeKey(key)}`;
}

function problemOf(node: unknown): string | undefined {
  switch (typeof node) {
    case 'string':
      return holdsPersonalData(node)
        ? 'holds an e-mail address or a phone number, which goes into userData.'
        : undefined;
    case 'number':
      return Number.isFinite(node) ? undefined : 'must be a finite number.';
    case 'function':
    case 'symbol':
      return `is a ${typeof node}, which JSON cannot carry: give text or a number.`;
    case 'object':
      return node instanceof Date && Number.isNaN(node.getTime())
        ? 'is an invalid Date.'
        : undefined;
    default:
      return undefined;
  }
}

const maxDepth = 12;
const maxNodes = 20_000;
