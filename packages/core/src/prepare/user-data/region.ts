import { sha256 } from '../../hash/sha256.ts';
import { normalizeCountry } from '../../normalize/country.ts';
import { digestOf } from '../../normalize/digest.ts';
import type { Normalized } from '../../normalize/rule.ts';
import { normalizeState } from '../../normalize/state.ts';
import { unitedStates } from '../../normalize/state-codes.ts';
import { textOf } from '../../normalize/text.ts';

/**
 * Every country of `userData` as two lower-case letters, or as the SHA-256 it was given as. One
 * that cannot be read is `""`, which matches no country.
 */
export function countriesOf(userData: unknown): readonly string[] {
  return textsOf(userData, 'country').map((text) => {
    const country = digestOf(text) ?? normalizeCountry(text);
    return typeof country === 'string' ? country : '';
  });
}

/**
 * Every state of `userData`, read as one of the USA: two lower-case letters, also where it was given
 * as a SHA-256. One that is no US state, or cannot be read, is `undefined`.
 */
export function usStatesOf(userData: unknown): readonly (string | undefined)[] {
  return textsOf(userData, 'state').map((text) => {
    const digest = digestOf(text);
    if (digest !== undefined) return usStateCodes.find((code) => sha256(code) === digest);
    const state: Normalized = normalizeState(text, { country: 'us', phone: undefined });
    return usStateCodes.find((code) => code === state);
  });
}

const usStateCodes: readonly string[] = unitedStates.match(/^\w\w/gm) ?? [];

function textsOf(userData: unknown, key: string): readonly string[] {
  if (typeof userData !== 'object' || userData === null) return [];
  const value: unknown = Reflect.get(userData, key);
  return (Array.isArray(value) ? value.slice(0, 100) : [value]).flatMap((one: unknown) => {
    const text = textOf(one, 256);
    return text === '' ? [] : [typeof text === 'string' ? text : '?'];
  });
}
