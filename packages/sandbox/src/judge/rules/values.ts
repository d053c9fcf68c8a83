import type { JsonObject } from '../json.ts';

/** A value with the path that leads to it. */
export interface Located {
  readonly field: string;
  readonly value: unknown;
}

/** The values under the keys of `user_data`, one by one where there is a list. */
export function userDataValues(
  userData: JsonObject,
  keys: ReadonlySet<string>,
): readonly Located[] {
  return Object.entries(userData)
    .filter(([key]) => keys.has(key))
    .flatMap(([key, value]) =>
      Array.isArray(value)
        ? value.map((item: unknown, index) => ({
            field: `user_data.${key}[${index}]`,
            value: item,
          }))
        : [{ field: `user_data.${key}`, value }],
    );
}

/** The fields whose value is text for which the test is true. */
export function fieldsWhere(
  located: readonly Located[],
  test: (text: string) => boolean,
): readonly string[] {
  return located.flatMap(({ field, value }) =>
    typeof value === 'string' && test(value) ? [field] : [],
  );
}
