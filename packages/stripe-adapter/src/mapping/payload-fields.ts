import * as z from 'zod/mini';

// What recurs in Stripe's objects, read so that no odd value of an optional field costs the
// conversion: it counts as absent. Endpoints keep the API version they were made with, so shapes of
// every year arrive side by side.

export const text: z.ZodMiniType<string | undefined> = z.catch(z.optional(z.string()), undefined);

/** Minor units. */
export const amount: z.ZodMiniType<number> = z.int();

export const currency: z.ZodMiniType<string> = z.pipe(
  z.string().check(z.regex(/^[a-z]{3}$/i)),
  z.transform((code) => code.toUpperCase()),
);

export interface Address {
  city?: string | undefined;
  state?: string | undefined;
  postal_code?: string | undefined;
  country?: string | undefined;
}

export const address: z.ZodMiniType<Address | undefined> = z.catch(
  z.optional(z.object({ city: text, state: text, postal_code: text, country: text })),
  undefined,
);

/** A person in Stripe: billing or customer details, a customer, a recipient. */
export interface Person {
  email?: string | undefined;
  phone?: string | undefined;
  name?: string | undefined;
  business_name?: string | undefined;
  individual_name?: string | undefined;
  address?: Address | undefined;
}

export const person: z.ZodMiniType<Person | undefined> = z.catch(
  z.optional(
    z.object({
      email: text,
      phone: text,
      name: text,
      business_name: text,
      individual_name: text,
      address,
    }),
  ),
  undefined,
);

/** A reference that may be expanded: its id either way, and the object where it was. */
export interface Reference {
  id: string;
  object?: unknown;
}

export const reference: z.ZodMiniType<Reference | undefined> = z.catch(
  z.optional(
    z.union([
      z.pipe(
        z.string(),
        z.transform((id) => ({ id })),
      ),
      z.pipe(
        z.looseObject({ id: z.string() }),
        z.transform((object) => ({ id: object.id, object })),
      ),
    ]),
  ),
  undefined,
);

/** The paths at which a value is not what the schema reads; `''` is the value itself. */
export function badFields(schema: z.ZodMiniType, value: unknown): readonly string[] {
  return schema.safeParse(value).error?.issues.map(({ path }) => path.join('.')) ?? [];
}
