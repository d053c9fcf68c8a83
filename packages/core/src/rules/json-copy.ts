import { holdsEmail, holdsPhone } from '../personal-data.ts';

/** Hears what cannot be sent: where it stands, and what is wrong with it. */
export type RefuseValue = (path: string, problem: string) => void;

/**
 * Copies a value as JSON would carry it, so that later changes by the caller and odd objects cannot
 * reach the wire. What JSON cannot carry, and text that holds an e-mail address or a phone number, is refused.
 */
export function copyJson(value: unknown, path: string, refuse: RefuseValue): unknown {
  let nodes = 0;

  function copy(node: unknown, at: string, depth: number): unknown {
    nodes += 1;
    if (nodes > maxNodes || depth > maxDepth) {
      if (nodes <= maxNodes + 1) refuse(path, 'is cyclic, nested too deeply or too large.');
      return undefined;
    }
    switch (typeof node) {
      case 'string':
        if (holdsEmail(node) || holdsPhone(node)) {
          refuse(at, 'holds an e-mail address or a phone number: that goes into userData.');
        }
        return node;
      case 'number':
        if (!Number.isFinite(node)) refuse(at, 'must be a finite number.');
        return node;
      case 'boolean':
      case 'undefined':
        return node;
      case 'bigint':
        refuse(at, 'is a BigInt, which JSON cannot carry: give text or a number.');
        return undefined;
      case 'function':
      case 'symbol':
        refuse(at, `is a ${typeof node}, which JSON cannot carry.`);
        return undefined;
      case 'object':
        return node === null ? null : copyObject(node, at, depth);
    }
  }

  function copyObject(node: object, at: string, depth: number): unknown {
    if (Array.isArray(node)) {
      return node.map((item: unknown, index) => copy(item, `${at}[${index}]`, depth + 1));
    }
    if (node instanceof Date && Number.isNaN(node.getTime())) {
      refuse(at, 'is an invalid Date.');
      return undefined;
    }
    if ('toJSON' in node && typeof node.toJSON === 'function') {
      return copy(node.toJSON(), at, depth + 1);
    }
    const copied: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(node)) {
      const property = copy(item, `${at}.${key}`, depth + 1);
      // Assigning `__proto__` would change what the copy is instead of what it holds.
      if (property !== undefined && key !== '__proto__') copied[key] = property;
    }
    return copied;
  }

  return copy(value, path, 0);
}

const maxDepth = 12;
const maxNodes = 20_000;
