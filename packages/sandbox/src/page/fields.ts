import { isObject } from '../judge/json.ts';
import type { PageEvent } from './events.ts';

/** One value of an event with its path, such as `user_data.em[0]`. */
export interface Field {
  readonly path: string;
  readonly value: string;
  readonly isHashed: boolean;
}

/** Every value of the event, in its order. */
export function fieldsOf(event: PageEvent['event']): readonly Field[] {
  const fields: Field[] = [];
  const visit = (path: string, value: unknown, depth: number): void => {
    const children = Array.isArray(value)
      ? value.map((item, index) => [`${path}[${index}]`, item] as const)
      : isObject(value)
        ? Object.entries(value).map(([key, item]) => [path ? `${path}.${key}` : key, item] as const)
        : [];
    if (children.length === 0 || depth > 8) {
      const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
      fields.push({ path, value: text, isHashed: /^[\da-f]{64}(?:\.\w{2,8})?$/i.test(text) });
    } else for (const [childPath, item] of children) visit(childPath, item, depth + 1);
  };
  visit('', event, 0);
  return fields;
}

/** One path in two events; a missing value is `undefined`. */
export interface Difference {
  readonly path: string;
  readonly one: string | undefined;
  readonly other: string | undefined;
  readonly isSame: boolean;
}

/** The fields of both events, those that differ first. */
export function differencesOf(one: PageEvent, other: PageEvent): readonly Difference[] {
  const ones = valuesOf(one);
  const others = valuesOf(other);
  return [...new Set([...ones.keys(), ...others.keys()])]
    .map((path) => ({
      path,
      one: ones.get(path),
      other: others.get(path),
      isSame: ones.get(path) === others.get(path),
    }))
    .toSorted((a, b) => Number(a.isSame) - Number(b.isSame));
}

function valuesOf({ event }: PageEvent): ReadonlyMap<string, string> {
  return new Map(fieldsOf(event).map(({ path, value }) => [path, value]));
}
