import type { CapiEvent } from '@meta-capi/core';
import { readAddedTag } from './mapping/added-tag.ts';
import { type ActiveCampaignPayload, readPayload } from './mapping/payload.ts';
import { nothing, type Reading } from './mapping/reading.ts';
import { readSubscription } from './mapping/subscription.ts';
import { readWonDeal } from './mapping/won-deal.ts';
import { optionFault } from './webhook/option-fault.ts';
import type { ActiveCampaignToEventsOptions } from './webhook/options.ts';

/**
 * The event of a subscription, of a tag in `tags` or of a won deal; `[]` for every other payload.
 * Notes, the organisation and custom fields that `fields` does not name are never part of it.
 *
 * @param receivedAt the time of events whose payload has no time
 * @throws TypeError that names the option if one cannot be used
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
