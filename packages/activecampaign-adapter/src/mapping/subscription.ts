import type { CapiEvent } from '@meta-capi/core';
import { activeCampaignEventId } from '../event-id.ts';
import type { ActiveCampaignToEventsOptions } from '../webhook/options.ts';
import { carriedBy } from './carried.ts';
import { eventTimeOf } from './event-time.ts';
import type { ActiveCampaignPayload } from './payload.ts';
import { cannotCount, ignoredBecause, isId, personOf, type Reading } from './reading.ts';

/** Reads a `subscribe`, or the webhook step of an automation. */
export function readSubscription(
  payload: ActiveCampaignPayload,
  receivedAt: Date,
  options: ActiveCampaignToEventsOptions,
): Reading {
  const { contact, seriesid } = payload;
  if (!isFromListedOrigin(payload, options)) return otherOrigin;
  if (!isId(contact?.id)) return noContact;
  const key = keyOf(payload, options);
  if (key === undefined) return seriesid === undefined ? noList : stepWithoutList;
  const { eventName, ...ids } = key;
  if (eventName === undefined) return unmappedList;

  const { time, warnings } = eventTimeOf(payload, receivedAt, options.timeZone);
  const carried = carriedBy(contact, time, options);
  const { account } = options;
  const computedId = activeCampaignEventId({ account, contactId: contact.id, ...ids, eventName });
  const event: CapiEvent = {
    eventName,
    eventId: carried.eventId ?? computedId,
    // The next visit replaces the carried id, so another webhook or a reconciliation may read a different
    // id, or no id.
    otherEventId: carried.eventId === undefined ? undefined : computedId,
    eventTime: time,
    userData: personOf(contact),
    visitor: carried.visitor,
  };
  return { events: [event], warnings, ignored: [] };
}

const otherOrigin = ignoredBecause(
  'ignored_origin',
  'initiated_from',
  'initiated_from: initiatedFrom does not list the origin of this subscription, so it is not counted. Add "admin" or "system" to initiatedFrom if those count.',
);

// ActiveCampaign sends a `subscribe` with list=0 in addition to one for each list.
const noList = ignoredBecause(
  'ignored_list_0',
  'list',
  'list: a subscribe without a list (list=0) is not counted. Set listId to count it for a list, or forms to count it for its form.',
);

const unmappedList = ignoredBecause(
  'ignored_list',
  'list',
  'list: eventName has no event for this list, so the subscription is not counted. Add the list to eventName if it counts.',
);

// No other webhook reports the subscription of such an automation.
const stepWithoutList = cannotCount(
  'unknown_list',
  'list',
  'list: the webhook of an automation does not contain the list, so nothing was counted. Add ?list=3 to its URL, or set listId.',
);

const noContact = cannotCount(
  'missing_contact_id',
  'contact[id]',
  'contact[id]: it is missing or is not a number, and nothing was counted. ActiveCampaign always sends it: check which proxy or function changes the request.',
);

function isFromListedOrigin(
  { seriesid, initiated_from }: ActiveCampaignPayload,
  { initiatedFrom = ['public', 'api'] }: ActiveCampaignToEventsOptions,
): boolean {
  // Someone added the webhook step to this automation on purpose, so its payload counts.
  if (seriesid !== undefined && initiated_from === undefined) return true;
  return initiatedFrom.some((origin) => origin === initiated_from);
}

type Key = { eventName: string | undefined } & ({ formId: string } | { listId: string });

/** A form in `forms` identifies the subscription for all its lists. Otherwise the list identifies it. */
function keyOf(
  { form, list }: ActiveCampaignPayload,
  { forms = {}, listId, eventName = 'Contact' }: ActiveCampaignToEventsOptions,
): Key | undefined {
  const formId = form?.id;
  if (isId(formId) && Object.hasOwn(forms, formId)) return { formId, eventName: forms[formId] };
  const known = [list, String(listId)].find(isId);
  if (known === undefined) return undefined;
  if (typeof eventName === 'string') return { listId: known, eventName };
  return {
    listId: known,
    eventName: Object.hasOwn(eventName, known) ? eventName[known] : undefined,
  };
}
