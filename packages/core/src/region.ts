import { normalizeCountry } from './normalize/country.ts';
import { digestOf } from './normalize/digest.ts';
import type { Normalized } from './normalize/rule.ts';
import { normalizeState } from './normalize/state.ts';
import { textOf } from './normalize/text.ts';

/**
 * Every country of `userData` as two lower-case letters, or as the SHA-256 it was given as. One
 * that cannot be read is `""`: it is none that anybody may count on.
 */
export function countriesOf(userData: unknown): readonly string[] {
  return textsOf(userData, 'country').map((text) => {
    const country = digestOf(text) ?? normalizeCountry(text);
    return typeof country === 'string' ? country : '';
  });
}

/** The first state of `userData`, read as one of the USA: two lower-case letters, or a name. */
export function usStateOf(userData: unknown): string | undefined {
  const [text] = textsOf(userData, 'state');
  const state: Normalized | undefined =
    text === undefined ? undefined : normalizeState(text, { country: 'us', phone: undefined });
  return typeof state === 'string' ? state : undefined;
}

function textsOf(userData: unknown, key: string): readonly string[] {
  if (typeof userData !== 'object' || userData === null) return [];
  const value: unknown = Reflect.get(userData, key);
  return (Array.isArray(value) ? value.slice(0, 100) : [value]).flatMap((one: unknown) => {
    const text = textOf(one, 256);
    return text === '' ? [] : [typeof text === 'string' ? text : '?'];
  });
}
