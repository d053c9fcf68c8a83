import type { ContactPage, ListedContact } from './contact-pages.ts';
import type { FieldTags } from './field-tags.ts';

/**
 * Whether a list membership of the contact is missing from the page. A contact may list the ids of its rows.
 * A subscribed contact always has at least one row, for the requested list.
 */
export function lacksMembership(
  { id, contactLists: named = [] }: ListedContact,
  { contactLists }: ContactPage,
  listId: string | number | undefined,
): boolean {
  const own = contactLists.filter(({ contact }) => contact === id);
  const isAsked = (list: string): boolean => listId === undefined || list === String(listId);
  return !own.some(({ list }) => isAsked(list)) || lacksAny(named, own);
}

/**
 * Whether a field value of the contact, or the name of its field, is missing. A contact that does not
 * list its field values may have any, so it counts as incomplete.
 */
export function lacksFieldValues(
  { id, fieldValues: named }: ListedContact,
  { fieldValues }: ContactPage,
  tags: FieldTags,
): boolean {
  // Field values were not requested.
  if (fieldValues === undefined) return false;
  if (named === undefined) return true;
  const own = fieldValues.filter(({ contact }) => contact === id);
  return lacksAny(named, own) || own.some(({ field }) => !tags.has(field));
}

function lacksAny(named: readonly string[], rows: readonly { id?: string | undefined }[]): boolean {
  const ids = new Set(rows.map(({ id }) => id));
  return named.some((id) => !ids.has(id));
}
