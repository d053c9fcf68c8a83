import type { CapiEvent } from '@meta-capi/core';
import { readAddedTag } from './mapping/added-tag.ts';
import { type ActiveCampaignPayload, readPayload } from './mapping/payload.ts';
import { nothing, type Reading } from './mapping/reading.ts';
import { readSubscription } from './mapping/subscription.ts';
import { readWonDeal } from './mapping/won-deal.ts';
import { optionFault } from './webhook/option-fault.ts';
import type { ActiveCampaignToEventsOptions } from './webhook/options.ts';

/**
 * Returns the event of a subscription, of a tag in `tags` or of a won deal, and `[]` for every other payload.
 * The event never contains notes, the organisation or custom fields that `fields` does not name.
 *
 * @param receivedAt the time of events whose payload has no time
 * @throws TypeError if an option cannot be used; the message names the option
 */
export function activeCampaignToEvents(
  payload: ActiveCampaignPayload,
  receivedAt: Date,
  options: ActiveCampaignToEventsOptions,
): readonly CapiEvent[] {
  const fault = optionFault(options);
  if (fault !== undefined) throw new TypeError(fault);
  return readConversion(payload, receivedAt, options).events;
}

export function readConversion(
  payload: unknown,
  receivedAt: Date,
  options: ActiveCampaignToEventsOptions,
): Reading {
  const read = readPayload(payload);
  switch (read.type) {
    case 'contact_tag_added':
      return readAddedTag(read, receivedAt, options);
    case 'deal_add':
    case 'deal_update':
      return readWonDeal(read, receivedAt, options);
    case 'subscribe':
      return readSubscription(read, receivedAt, options);
    default:
      // The payload of an automation step has no type.
      return read.type === undefined && read.seriesid !== undefined
        ? readSubscription(read, receivedAt, options)
        : nothing;
  }
}
