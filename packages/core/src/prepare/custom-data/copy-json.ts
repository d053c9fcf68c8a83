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
  if (isHarmless(value)) return typeof value === 'string' ? wellFormed(value) : value;
  const walk: Walk = { name, refuse, path: [], nodes: 0, isStopped: false };
  const copied = copyNode(value, name, walk);
  return walk.isStopped ? undefined : copied;
}

/** One value while it is copied. */
interface Walk {
  readonly name: string;
  readonly refuse: RefuseValue;
  /** The keys of the objects around the present node; a path is built only to report something. */
  readonly path: (number | string)[];
  nodes: number;
  /** Too large: reported once, and no more work is done. */
  isStopped: boolean;
}

function copyNode(node: unknown, key: number | string, walk: Walk): unknown {
  walk.nodes += 1;
  if (walk.nodes > maxNodes || walk.path.length > maxDepth) return stop(walk);
  if (isHarmless(node)) return typeof node === 'string' ? wellFormed(node) : node;
  if (typeof node === 'bigint') {
    return Number.isSafeInteger(Number(node)) ? Number(node) : String(node);
  }
  const problem = problemOf(node);
  if (problem !== undefined) return walk.refuse(pathOf(walk.path, key), problem);
  return copyObject(node as object, key, walk);
}

/** Most values are numbers and texts that can be sent as they are. */
function isHarmless(node: unknown): boolean {
  switch (typeof node) {
    case 'string':
      return !holdsPersonalData(node);
    case 'number':
      return Number.isFinite(node);
    case 'boolean':
    case 'undefined':
      return true;
    default:
      return node === null;
  }
}

function copyObject(node: object, key: number | string, walk: Walk): unknown {
  if ('toJSON' in node && typeof node.toJSON === 'function') {
    return copyOfJson(node.toJSON(), key, walk);
  }
  walk.path.push(key);
  const copied = Array.isArray(node) ? copyList(node, walk) : copyRecord(node, walk);
  walk.path.pop();
  return copied;
}

function copyRecord(node: object, walk: Walk): unknown {
  const copied: Record<string, unknown> = {};
  // Unlike the list of `Object.keys`, this allocates nothing.
  for (const property in node) {
    if (!Object.hasOwn(node, property)) continue;
    if (holdsPersonalData(property)) {
      walk.refuse(pathOf(walk.path), 'has a key that is personal data, which goes into userData.');
      continue;
    }
    const item = copyNode((node as Record<string, unknown>)[property], property, walk);
    // Assigning `__proto__` would change what the copy is instead of what it holds.
    if (item !== undefined && property !== '__proto__') copied[wellFormed(property)] = item;
  }
  return copied;
}

/** `undefined` if every item was refused: an empty list would look as if it had been given. */
function copyList(list: readonly unknown[], walk: Walk): unknown[] | undefined {
  const copied: unknown[] = [];
  for (let index = 0; index < list.length; index += 1) {
    const item = copyNode(list[index], index, walk);
    // JSON carries a hole as null; what is refused leaves no trace.
    if (item !== undefined || list[index] === undefined) copied.push(item);
    if (walk.isStopped) break;
  }
  return copied.length > 0 || list.length === 0 ? copied : undefined;
}

/** `toJSON` may return an object that has one too: once is enough. */
function copyOfJson(json: unknown, key: number | string, walk: Walk): unknown {
  const isPlain = typeof json !== 'object' || json === null || !('toJSON' in json);
  if (isPlain) return copyNode(json, key, walk);
  return walk.refuse(pathOf(walk.path, key), 'is an object that JSON cannot carry.');
}

function stop(walk: Walk): undefined {
  if (!walk.isStopped) walk.refuse(walk.name, 'is cyclic, nested too deeply or too large.');
  walk.isStopped = true;
  walk.nodes = maxNodes;
}

function pathOf([first, ...others]: readonly (number | string)[], last?: number | string): string {
  const keys = last === undefined ? others : [...others, last];
  if (first === undefined) return String(last);
  return keys.reduce<string>(
    (path, key) => (typeof key === 'number' ? `${path}[${key}]` : `${path}.${safeKey(key)}`),
    String(first),
  );
}

function problemOf(node: unknown): string | undefined {
  switch (typeof node) {
    case 'string':
      return 'holds an e-mail address or a phone number, which goes into userData.';
    case 'number':
      return 'must be a finite number.';
    case 'function':
    case 'symbol':
      return `is a ${typeof node}, which JSON cannot carry: give text or a number.`;
    default:
      return node instanceof Date && Number.isNaN(node.getTime())
        ? 'is an invalid Date.'
        : undefined;
  }
}

const maxDepth = 12;
const maxNodes = 20_000;
