import type * as z from 'zod/mini';

/** The paths at which a value is not what the schema reads; `''` is the value itself. */
export function badFields(schema: z.ZodMiniType, value: unknown): readonly string[] {
  return schema.safeParse(value).error?.issues.map(({ path }) => path.join('.')) ?? [];
}
