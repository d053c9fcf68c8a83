import { type Contact, inChicago, type Membership } from './records.ts';

/** Who made a change: the contact, the API, a colleague, or ActiveCampaign. */
export type Origin = 'admin' | 'api' | 'public' | 'system';

/** The body of the account webhook's `subscribe`. */
// https://developers.activecampaign.com/page/webhooks
export function accountWebhook(contact: Contact, membership: Membership, origin: Origin): string {
  return form({
    type: 'subscribe',
    date_time: inChicago(new Date()),
    initiated_from: origin,
    initiated_by: origin,
    list: membership.list,
    ...(membership.form === null ? {} : { 'form[id]': membership.form }),
    ...contactBlock(contact),
    'contact[ip]': contact.ip,
    ...fieldBlock(contact.fields),
  });
}

/** The body of an automation's webhook step; it says neither type nor time nor list. */
export function automationStep(contact: Contact, seriesId = '929'): string {
  return form({
    ...contactBlock(contact),
    'contact[ip4]': contact.ip,
    seriesid: seriesId,
  });
}

function contactBlock({ id, email, firstName, lastName, phone }: Contact): Record<string, string> {
  return {
    'contact[id]': id,
    'contact[email]': email,
    'contact[first_name]': firstName,
    'contact[last_name]': lastName,
    'contact[phone]': phone,
    'contact[tags]': 'newsletter, spring-campaign',
    'contact[orgname]': '',
  };
}

function fieldBlock(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([id, value]) => [`contact[fields][${id}]`, value]),
  );
}

function form(fields: Readonly<Record<string, string>>): string {
  return new URLSearchParams(fields).toString();
}
