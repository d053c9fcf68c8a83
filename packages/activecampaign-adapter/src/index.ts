export { type ActiveCampaignAdapterOptions, activeCampaignAdapter } from './adapter.ts';
export type { ListMembership } from './contact-pages.ts';
export { type ActiveCampaignSubscription, activeCampaignEventId } from './event-id.ts';
export type { ActiveCampaignToEventsOptions, CarriedFields, CarriedKey } from './options.ts';
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
