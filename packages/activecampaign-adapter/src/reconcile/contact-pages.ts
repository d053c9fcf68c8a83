import * as z from 'zod/mini';
import type { ApiGet } from './api.ts';

/** A contact's membership of a list, in ActiveCampaign's names. */
// https://developers.activecampaign.com/reference/retrieve-a-contacts-list-memberships
export interface ListMembership {
  id?: string | undefined;
  contact: string;
  list: string;
  /** `1` subscribed, `2` unsubscribed. */
  status: string;
  /** The time of the subscription. */
  sdate?: string | undefined;
  /** The form that caused it, if any. */
  form?: string | undefined;
  /** The source, as a number that ActiveCampaign does not document. */
  sourceid?: string | undefined;
}

/** A page of `GET /contacts?include=contactLists,fieldValues`. */
export interface ContactPage {
  contacts: readonly ListedContact[];
  contactLists: readonly ListMembership[];
  /** `undefined` if they were not requested. */
  fieldValues?: readonly FieldValue[] | undefined;
}

export interface ListedContact {
  id: string;
  email?: string | undefined;
  firstName?: string | undefined;
  lastName?: string | undefined;
  phone?: string | undefined;
  /** The ids of the contact's rows among the page's `contactLists` and `fieldValues`. */
  contactLists?: readonly string[] | undefined;
  fieldValues?: readonly string[] | undefined;
}

interface FieldValue {
  id?: string | undefined;
  contact: string;
  field: string;
  value: string;
}

/**
 * Reads every subscribed contact, at most a hundred per page, until a page is empty: a page may be shorter
 * than requested, and its total may be wrong. It continues by id instead of offset, so that contacts that
 * are added or deleted meanwhile do not shift the pages. The API cannot filter by the time of a subscription.
 *
 * @throws Error for an invalid response: it must not be read as "no contacts"
 */
// https://developers.activecampaign.com/reference/list-all-contacts
// https://developers.activecampaign.com/reference/pagination: 100 is a maximum
export async function* contactPages(
  get: ApiGet,
  { listId, withFields }: { listId: string | number | undefined; withFields: boolean },
): AsyncGenerator<ContactPage> {
  let last = 0;
  for (;;) {
    const answer = await get('contacts', {
      status: '1',
      include: withFields ? 'contactLists,fieldValues' : 'contactLists',
      'orders[id]': 'ASC',
      id_greater: String(last),
      limit: String(pageSize),
      ...(listId === undefined ? {} : { listid: String(listId) }),
    });
    const page = pageSchema.safeParse(answer).data;
    if (page === undefined || (page.contacts.length > 0 && page.contactLists.length === 0)) {
      throw new Error(
        'ActiveCampaign’s API: the response lacks the contacts’ lists (contactLists).',
      );
    }
    if (page.contacts.length === 0) return;
    if (withFields && page.fieldValues === undefined) {
      // A refusal may be in one of them.
      throw new Error(
        'ActiveCampaign’s API: the response lacks the contacts’ fields (fieldValues).',
      );
    }
    for (const { id } of page.contacts) {
      if (!(Number(id) > last))
        throw new Error('ActiveCampaign’s API: the contacts are not in order.');
      last = Number(id);
    }
    yield page;
  }
}

const pageSize = 100;

const id = z.pipe(z.union([z.string(), z.number()]), z.transform(String));
const text = z.catch(z.optional(id), undefined);
const ids = z.catch(z.optional(z.array(id)), undefined);

const contact = z.object({
  id,
  email: text,
  firstName: text,
  lastName: text,
  phone: text,
  contactLists: ids,
  fieldValues: ids,
});

const pageSchema: z.ZodMiniType<ContactPage> = z.object({
  contacts: z.array(contact),
  contactLists: z.array(
    z.object({
      id: text,
      contact: id,
      list: id,
      status: id,
      sdate: text,
      form: text,
      sourceid: text,
    }),
  ),
  fieldValues: z.optional(
    z.array(z.object({ id: text, contact: id, field: id, value: z.catch(z.string(), '') })),
  ),
});
