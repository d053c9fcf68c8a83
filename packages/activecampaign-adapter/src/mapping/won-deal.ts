import { activeCampaignEventId } from '../event-id.ts';
import type { ActiveCampaignToEventsOptions } from '../webhook/options.ts';
import { visitorOfContact } from './carried.ts';
import { eventTimeOf } from './event-time.ts';
import type { ActiveCampaignDeal, ActiveCampaignPayload } from './payload.ts';
import { cannotCount, ignoredBecause, isId, nothing, personOf, type Reading } from './reading.ts';

/** Reads a `deal_add` or `deal_update`. */
export function readWonDeal(
  payload: ActiveCampaignPayload,
  receivedAt: Date,
  options: ActiveCampaignToEventsOptions,
): Reading {
  const { deal, contact = {} } = payload;
  const { account, wonDeals, timeZone } = options;
  if (wonDeals === undefined || deal?.status !== won) return nothing;
  if (!isId(deal.id)) return unreadable('deal[id]');
  const currency = deal.currency?.toUpperCase() ?? '';
  if (!/^[A-Z]{3}$/.test(currency)) return unreadable('deal[currency]');
  const value = readValue(deal, wonDeals.valueIn);
  if (value === undefined) return unreadable('deal[value_raw]');
  if (value === 0) return withoutValue;
  const { time, warnings } = eventTimeOf(payload, receivedAt, timeZone);
  const { eventName = 'Purchase' } = wonDeals;
  const event = {
    eventName,
    eventId: activeCampaignEventId({ account, dealId: deal.id, eventName }),
    eventTime: time,
    userData: { ...personOf(contact), email: contact.email ?? deal.contact_email },
    visitor: visitorOfContact(contact, time, options),
    customData: { value, currency, order_id: deal.id },
  };
  return { events: [event], warnings, ignored: [] };
}

/** `0` open, `1` won, `2` lost. https://developers.activecampaign.com/reference/create-a-deal-new */
const won = '1';

function readValue(
  { value_raw }: ActiveCampaignDeal,
  valueIn: 'hundredths' | 'units',
): number | undefined {
  if (!/^\d{1,13}(?:\.\d{1,4})?$/.test(value_raw ?? '')) return undefined;
  const value = Number(value_raw);
  return valueIn === 'hundredths' ? Number((value / 100).toFixed(2)) : value;
}

const withoutValue = ignoredBecause(
  'ignored_deal_without_value',
  'deal[value_raw]',
  'deal[value_raw]: the won deal has the value 0, so it is not counted.',
);

function unreadable(path: string): Reading {
  return cannotCount(
    'unreadable_deal',
    path,
    `${path}: it is missing or cannot be read, and the won deal was not counted. To be counted, a deal needs an id, a currency and a value.`,
  );
}
