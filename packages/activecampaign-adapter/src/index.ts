export { type ActiveCampaignAdapterOptions, activeCampaignAdapter } from './adapter.ts';
export type { ListMembership } from './contact-pages.ts';
export {
  type ActiveCampaignConversion,
  type ActiveCampaignSubscription,
  activeCampaignEventId,
} from './event-id.ts';
export type {
  ActiveCampaignToEventsOptions,
  CarriedFields,
  CarriedKey,
  WonDealsOptions,
} from './options.ts';
export type {
  ActiveCampaignContact,
  ActiveCampaignDeal,
  ActiveCampaignPayload,
} from './payload.ts';
export {
  type ReconcileActiveCampaignOptions,
  type ReconcileProgress,
  type ReconcileResult,
  reconcileActiveCampaign,
} from './reconcile.ts';
export { activeCampaignToEvents } from './to-events.ts';
