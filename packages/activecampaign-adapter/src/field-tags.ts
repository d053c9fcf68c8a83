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
    if (page.fields.length < pageSize || tags.size === known) return tags;
  }
}

const pageSize = 100;

const id = z.pipe(z.union([z.string(), z.number()]), z.transform(String));

const pageSchema = z.object({
  fields: z.array(z.object({ id, perstag: z.catch(z.string(), '') })),
});
