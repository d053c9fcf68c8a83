export { type ActiveCampaignAdapterOptions, activeCampaignAdapter } from './adapter.ts';
export { type ActiveCampaignSubscription, activeCampaignEventId } from './event-id.ts';
export type { ActiveCampaignToEventsOptions, CarriedFields, CarriedKey } from './options.ts';
export type {
  ActiveCampaignContact,
  ActiveCampaignDeal,
  ActiveCampaignPayload,
} from './payload.ts';
export { activeCampaignToEvents } from './to-events.ts';
