import { activeCampaignEventId, normalTag } from '../event-id.ts';
import type { ActiveCampaignToEventsOptions } from '../webhook/options.ts';
import { visitorOfContact } from './carried.ts';
import { eventTimeOf } from './event-time.ts';
import type { ActiveCampaignPayload } from './payload.ts';
import { cannotCount, isId, nothing, personOf, type Reading } from './reading.ts';

/** Reads a `contact_tag_added`. */
export function readAddedTag(
  payload: ActiveCampaignPayload,
  receivedAt: Date,
  options: ActiveCampaignToEventsOptions,
): Reading {
  const { contact, tag = '' } = payload;
  const { account, tags = {}, timeZone } = options;
  const eventName = Object.entries(tags).find(([name]) => normalTag(name) === normalTag(tag))?.[1];
  if (normalTag(tag) === '' || eventName === undefined) return nothing;
  if (!isId(contact?.id)) return noContact;
  const { time, warnings } = eventTimeOf(payload, receivedAt, timeZone);
  const event = {
    eventName,
    eventId: activeCampaignEventId({ account, contactId: contact.id, tag, eventName }),
    eventTime: time,
    userData: personOf(contact),
    // The meta_event_id of the contact is the id of its subscription, not of the tag.
    visitor: visitorOfContact(contact, time, options),
  };
  return { events: [event], warnings, ignored: [] };
}

const noContact = cannotCount(
  'missing_contact_id',
  'contact[id]',
  'contact[id]: it is missing or is not a number, and the tag was not counted. ActiveCampaign always sends it: check which proxy or function changes the request.',
);
