import type { JsonObject } from '../json.ts';

/** A value with its path. */
export interface Located {
  readonly field: string;
  readonly value: unknown;
}

/** The values of these keys of `user_data`, each item of a list separately. */
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

/** The fields whose value is text that passes the test. */
export function fieldsWhere(
  located: readonly Located[],
  test: (text: string) => boolean,
): readonly string[] {
  return located.flatMap(({ field, value }) =>
    typeof value === 'string' && test(value) ? [field] : [],
  );
}
