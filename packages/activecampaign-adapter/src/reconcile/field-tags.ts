import * as z from 'zod/mini';
import type { ApiGet } from './api.ts';

/** The personalisation tag of each custom field by its id, in lower case as webhooks have it. */
export type FieldTags = ReadonlyMap<string, string>;

/**
 * Reads which field has which tag: values come from the API by number alone.
 *
 * @throws Error where the answer is not what it should be: a refusal may stand in one of the fields
 */
// https://developers.activecampaign.com/reference/retrieve-fields
export async function readFieldTags(get: ApiGet): Promise<FieldTags> {
  const tags = new Map<string, string>();
  for (;;) {
    const known = tags.size;
    const answer = await get('fields', { limit: String(pageSize), offset: String(known) });
    const page = pageSchema.safeParse(answer).data;
    if (page === undefined) {
      throw new Error('ActiveCampaign’s API: the answer lacks the custom fields (fields).');
    }
    for (const { id, perstag } of page.fields) tags.set(id, perstag.toLowerCase());
    // An answer may be shorter than was asked for: only an empty one is the end.
    if (page.fields.length === 0) return tags;
    if (tags.size > known) continue;
    // The offset has no effect. What there is may still be all.
    if (Number(page.meta?.total) === known) return tags;
    throw new Error('ActiveCampaign’s API: it answers the same custom fields (fields) again.');
  }
}

const pageSize = 100;

const id = z.pipe(z.union([z.string(), z.number()]), z.transform(String));

const pageSchema = z.object({
  fields: z.array(z.object({ id, perstag: z.catch(z.string(), '') })),
  meta: z.catch(z.optional(z.object({ total: z.optional(id) })), undefined),
});
