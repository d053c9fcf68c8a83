import type { CapiEvent, Warning } from '@meta-capi/core';
import { carriedBy } from './carried.ts';
import { activeCampaignEventId } from './event-id.ts';
import { eventTimeOf } from './event-time.ts';
import type { ActiveCampaignToEventsOptions } from './options.ts';
import { type ActiveCampaignPayload, readPayload } from './payload.ts';

/**
 * The event of a subscription; `[]` for every other payload. Tags, notes, the organisation and
 * custom fields that `fields` does not name are never part of it.
 *
 * @param receivedAt the time of events that carry none of their own
 */
export function activeCampaignToEvents(
  payload: ActiveCampaignPayload,
  receivedAt: Date,
  options: ActiveCampaignToEventsOptions,
): readonly CapiEvent[] {
  return readSubscription(payload, receivedAt, options).events;
}

export interface ReadSubscription {
  events: readonly CapiEvent[];
  /** What to mend in the configuration although the payload is good. */
  warnings: readonly Warning[];
}

export function readSubscription(
  payload: unknown,
  receivedAt: Date,
  options: ActiveCampaignToEventsOptions,
): ReadSubscription {
  const read = readPayload(payload);
  const { contact } = read;
  if (!isSubscription(read, options) || !isId(contact?.id)) return none;
  const listId = listOf(read, options);
  // `subscribe` with list=0 comes beside the lists' own; an automation that names none is all there is.
  if (listId === undefined)
    return read.seriesid === undefined ? none : { ...none, warnings: [listless] };
  const eventName = eventNameOf(listId, options);
  if (eventName === undefined) return none;

  const { time, warning } = eventTimeOf(read, receivedAt, options.timeZone);
  const carried = carriedBy(contact, time, options);
  const { account } = options;
  const computedId = activeCampaignEventId({ account, contactId: contact.id, listId, eventName });
  const event: CapiEvent = {
    eventName,
    eventId: carried.eventId ?? computedId,
    // The carried id changes with the contact's next visit; other webhooks and a reconciliation may
    // find another one, or none.
    otherEventId: carried.eventId === undefined ? undefined : computedId,
    eventTime: time,
    userData: {
      email: contact.email,
      phone: contact.phone,
      firstName: contact.first_name,
      lastName: contact.last_name,
    },
    visitor: carried.visitor,
  };
  return { events: [event], warnings: warning === undefined ? [] : [warning] };
}

const none: ReadSubscription = { events: [], warnings: [] };

const listless: Warning = {
  code: 'unknown_list',
  path: 'list',
  message:
    'list: an automation’s webhook does not say which list it is about, and nothing was counted. Add ?list=3 to its URL, or set listId.',
};

function isSubscription(
  { type, seriesid, initiated_from }: ActiveCampaignPayload,
  { initiatedFrom = ['public', 'api'] }: ActiveCampaignToEventsOptions,
): boolean {
  // An automation's webhook is where the owner put it: it means what it was put there for.
  if (seriesid !== undefined && initiated_from === undefined) {
    return type === undefined || type === 'subscribe';
  }
  return type === 'subscribe' && initiatedFrom.some((origin) => origin === initiated_from);
}

function listOf(
  { list }: ActiveCampaignPayload,
  { listId }: ActiveCampaignToEventsOptions,
): string | undefined {
  if (isId(list)) return list;
  const given = String(listId);
  return isId(given) ? given : undefined;
}

function eventNameOf(
  listId: string,
  { eventName = 'Contact' }: ActiveCampaignToEventsOptions,
): string | undefined {
  if (typeof eventName === 'string') return eventName;
  return Object.hasOwn(eventName, listId) ? eventName[listId] : undefined;
}

function isId(value: string | undefined): value is string {
  return value !== undefined && /^[1-9]\d{0,18}$/.test(value);
}
