export {
  type ActiveCampaignConversion,
  type ActiveCampaignSubscription,
  activeCampaignEventId,
} from './event-id.ts';
export type {
  ActiveCampaignContact,
  ActiveCampaignDeal,
  ActiveCampaignPayload,
} from './mapping/payload.ts';
export type { ListMembership } from './reconcile/contact-pages.ts';
export {
  type ReconcileActiveCampaignOptions,
  type ReconcileProgress,
  type ReconcileResult,
  reconcileActiveCampaign,
} from './reconcile/reconcile.ts';
export { activeCampaignToEvents } from './to-events.ts';
export { type ActiveCampaignAdapterOptions, activeCampaignAdapter } from './webhook/adapter.ts';
export type {
  ActiveCampaignToEventsOptions,
  CarriedFields,
  CarriedKey,
  WonDealsOptions,
} from './webhook/options.ts';
