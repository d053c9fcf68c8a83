import type { CapiEvent } from '@meta-capi/core';
import { carriedStamp } from '../mapping/carried.ts';
import { readDateTime } from '../mapping/date-time.ts';
import type { ActiveCampaignContact } from '../mapping/payload.ts';
import { readConversion } from '../to-events.ts';
import type { ActiveCampaignToEventsOptions } from '../webhook/options.ts';
import type { ContactPage, ListedContact, ListMembership } from './contact-pages.ts';
import { lacksFieldValues, lacksMembership } from './contact-rows.ts';
import type { FieldTags } from './field-tags.ts';

export interface MissedOptions extends Omit<ActiveCampaignToEventsOptions, 'tags' | 'wonDeals'> {
  since: Date;
  /** Only subscriptions to this list. */
  listId: string | number | undefined;
  filter?: ((membership: ListMembership) => boolean) | undefined;
  fieldTags: FieldTags;
  now: Date;
}

export interface MissedEvents {
  events: readonly CapiEvent[];
  /** Subscriptions whose time is unknown. */
  unreadable: number;
  /** Subscriptions whose contact got its `meta_event_id` on a later visit. */
  overwritten: number;
  /** Contacts with missing rows. */
  incomplete: number;
}

/** The events that the webhooks of a page's subscriptions would have created, with the same ids and times. */
export function missedEvents(page: ContactPage, options: MissedOptions): MissedEvents {
  const { since, timeZone, listId, fieldTags, now, filter = () => true } = options;
  const byId = new Map(page.contacts.map((contact) => [contact.id, contact]));
  const withoutFields = new Set(
    page.contacts.filter((contact) => lacksFieldValues(contact, page, fieldTags)),
  );
  const incomplete = page.contacts.filter(
    (contact) => withoutFields.has(contact) || lacksMembership(contact, page, listId),
  ).length;
  const events = new Map<string, CapiEvent>();
  let unreadable = 0;
  let overwritten = 0;
  for (const membership of page.contactLists) {
    const { contact: id, list, status, sdate } = membership;
    const listed = byId.get(id);
    const isAsked = listId === undefined || list === String(listId);
    // One of the missing fields may contain a refusal.
    if (listed === undefined || withoutFields.has(listed)) continue;
    if (status !== '1' || !isAsked || !filter(membership)) continue;
    const time = readDateTime(sdate, { near: now, timeZone });
    if (time === undefined) unreadable += 1;
    if (time === undefined || time < since || time > now) continue;
    const contact = asPosted(listed, page, fieldTags);
    // The id with which the browser sent this conversion to Meta is no longer stored.
    if (carriedStamp(contact, time, options)?.written === 'after') overwritten += 1;
    else {
      // Two lists of one form in `forms` are one conversion.
      for (const event of subscriptionEvents(contact, membership, time, options)) {
        events.set(event.eventId, events.get(event.eventId) ?? event);
      }
    }
  }
  return { events: [...events.values()], unreadable, overwritten, incomplete };
}

/** The contact with its fields by number, as in the account webhook, and by tag, as in the automation step. */
function asPosted(
  { id, email, firstName, lastName, phone }: ListedContact,
  { fieldValues }: ContactPage,
  tags: FieldTags,
): ActiveCampaignContact {
  const own = (fieldValues ?? []).filter((value) => value.contact === id);
  const fields = Object.fromEntries([
    ...own.map(({ field, value }) => [tags.get(field) ?? field, value]),
    ...own.map(({ field, value }) => [field, value]),
  ]);
  return { id, email, first_name: firstName, last_name: lastName, phone, fields };
}

function subscriptionEvents(
  contact: ActiveCampaignContact,
  { list, form }: ListMembership,
  time: Date,
  { now, ...options }: MissedOptions,
): readonly CapiEvent[] {
  const payload = {
    type: 'subscribe',
    date_time: time.toISOString(),
    initiated_from: 'api',
    list,
    form: { id: form },
    contact,
  };
  return readConversion(payload, now, { ...options, initiatedFrom: ['api'] }).events;
}
