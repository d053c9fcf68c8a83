import * as z from 'zod/mini';
import type { ApiGet } from './api.ts';

/** The personalisation tag of each custom field by the field's id, in lower case as in webhooks. */
export type FieldTags = ReadonlyMap<string, string>;

export interface CustomFields {
  tags: FieldTags;
  /** Whether the account has custom fields, even if ActiveCampaign returns no field. */
  exist: boolean;
}

/**
 * Reads the tag of each field, because the API returns values by the field's number only.
 *
 * @throws Error for an invalid response, because a missing field may contain a refusal
 */
// https://developers.activecampaign.com/reference/retrieve-fields
export async function readFieldTags(get: ApiGet): Promise<CustomFields> {
  const tags = new Map<string, string>();
  for (;;) {
    const known = tags.size;
    const answer = await get('fields', { limit: String(pageSize), offset: String(known) });
    const page = pageSchema.safeParse(answer).data;
    if (page === undefined) {
      throw new Error('ActiveCampaign’s API: the response lacks the custom fields (fields).');
    }
    for (const { id, perstag } of page.fields) tags.set(id, perstag.toLowerCase());
    // A page may be shorter than requested: only an empty one is the end.
    if (page.fields.length === 0) {
      return { tags, exist: known > 0 || Number(page.meta?.total) > 0 };
    }
    if (tags.size > known) continue;
    // The offset has no effect, but the first page may have been complete.
    if (Number(page.meta?.total) === known) return { tags, exist: true };
    throw new Error('ActiveCampaign’s API: it returned the same custom fields (fields) again.');
  }
}

const pageSize = 100;

const id = z.pipe(z.union([z.string(), z.number()]), z.transform(String));

const pageSchema = z.object({
  fields: z.array(z.object({ id, perstag: z.catch(z.string(), '') })),
  meta: z.catch(z.optional(z.object({ total: z.optional(id) })), undefined),
});
