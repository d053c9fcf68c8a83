import { hashId } from '@meta-capi/core/event-id';
import { accountName } from './account-name.ts';

export interface ActiveCampaignSubscription {
  /** Your account's name (`example` of `https://example.api-us1.com`), or that address. */
  account: string;
  /** `contact.id` in the answer to `contact/sync`, `contact[id]` in a webhook. */
  contactId: string | number;
  /** `list` in `contactLists`, `list` in a webhook. */
  listId: string | number;
  /** The name of the event that is sent; two names are two conversions. */
  eventName: string;
}

/**
 * The event id of a contact's subscription to a list: the same in your own route, which knows both
 * ids as soon as ActiveCampaign has answered it, in the webhook that follows and in a
 * reconciliation. `ac_` and 32 hex digits; holds no personal data.
 *
 * @throws TypeError that names the part which is missing or is no id
 * @example
 * activeCampaignEventId({ account: 'example', contactId: '36', listId: 3, eventName: 'Contact' });
 * // 'ac_2a24fe17279d0ec770c4e37cfa0c5f8e'
 */
export function activeCampaignEventId(subscription: ActiveCampaignSubscription): string {
  const { account, contactId, listId, eventName } = subscription;
  const name = accountName(account);
  // An id made of a missing part would be shared by everybody who lacks it.
  if (name === undefined) throw new TypeError('account: give your ActiveCampaign account’s name.');
  if (!isId(contactId)) throw new TypeError('contactId: give the number that names the contact.');
  if (!isId(listId)) throw new TypeError('listId: give the number that names the list.');
  if (!/^\S/.test(eventName)) throw new TypeError('eventName: give the name of the event.');
  return `ac_${hashId(eventName, name, String(contactId), String(listId))}`;
}

function isId(value: unknown): boolean {
  return /^[1-9]\d{0,18}$/.test(String(value));
}
