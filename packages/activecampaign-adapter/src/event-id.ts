import { hashId } from '@meta-capi/core/event-id';
import { accountName } from './mapping/account-name.ts';

export interface ActiveCampaignSubscription {
  /** Your account's name (`example` of `https://example.api-us1.com`), or that address. */
  account: string;
  /** `contact.id` in the response of `contact/sync`, `contact[id]` in a webhook. */
  contactId: string | number;
  /** `list` in `contactLists`, `list` in a webhook. */
  listId: string | number;
  /** The name of the event that is sent. Two names are two conversions. */
  eventName: string;
}

/** A conversion that is not identified by a list: a form's subscription, a tag or a won deal. */
export type ActiveCampaignConversion = Pick<ActiveCampaignSubscription, 'account' | 'eventName'> &
  (
    | { contactId: string | number; formId: string | number }
    | { contactId: string | number; tag: string }
    | { dealId: string | number }
  );

/**
 * The event id of a contact's subscription to a list: `ac_` and 32 hex digits, without personal data. It is
 * the same in your own route, in the webhook that follows and in a reconciliation. Your route gets the
 * contact's id from ActiveCampaign's response. With `formId`, `tag` or `dealId` instead of `listId` it is the
 * id of an event of the options `forms`, `tags` and `wonDeals`.
 *
 * @throws TypeError that names the part that is missing or not an id
 * @example
 * activeCampaignEventId({ account: 'example', contactId: '36', listId: 3, eventName: 'Contact' });
 * // 'ac_2a24fe17279d0ec770c4e37cfa0c5f8e'
 */
export function activeCampaignEventId(
  conversion: ActiveCampaignConversion | ActiveCampaignSubscription,
): string {
  const { account, eventName } = conversion;
  const name = accountName(account);
  // Otherwise all conversions without that part would share one id.
  if (name === undefined) throw new TypeError('account: give your ActiveCampaign account’s name.');
  if (!/^\S/.test(eventName)) throw new TypeError('eventName: give the name of the event.');
  return `ac_${hashId(eventName, name, ...keyOf(conversion))}`;
}

function keyOf(
  conversion: ActiveCampaignConversion | ActiveCampaignSubscription,
): readonly string[] {
  if ('dealId' in conversion) return [`deal:${idOf('dealId', conversion.dealId, 'deal')}`];
  const contactId = idOf('contactId', conversion.contactId, 'contact');
  if ('formId' in conversion) {
    return [contactId, `form:${idOf('formId', conversion.formId, 'form')}`];
  }
  if ('tag' in conversion) return [contactId, `tag:${tagKey(conversion.tag)}`];
  return [contactId, idOf('listId', conversion.listId, 'list')];
}

function idOf(part: string, value: unknown, what: string): string {
  if (!/^[1-9]\d{0,18}$/.test(String(value))) {
    throw new TypeError(`${part}: give the number that names the ${what}.`);
  }
  return String(value);
}

function tagKey(tag: string): string {
  const key = normalTag(tag);
  if (key === '') throw new TypeError('tag: give the name of the tag.');
  return key;
}

export function isTag(tag: string): boolean {
  return normalTag(tag) !== '';
}

/** ActiveCampaign ignores upper and lower case in a tag. */
export function normalTag(tag: unknown): string {
  return typeof tag === 'string' ? tag.trim().toLowerCase() : '';
}
