import {
  type ActiveCampaignPayload,
  activeCampaignAdapter,
} from '@meta-capi/activecampaign-adapter';
import type { CapiEvent, WebhookAdapter } from '@meta-capi/core';
import { hashId } from '@meta-capi/core/event-id';

/** Subscriptions, the tag "trial" as StartTrial, and a won deal as Purchase. */
export function withTrialsAndDeals(
  secret: string | undefined,
): WebhookAdapter<ActiveCampaignPayload> {
  const adapter = activeCampaignAdapter({ account: 'example', secret });
  return {
    ...adapter,
    toEvents: (payload, receivedAt) => [
      ...adapter.toEvents(payload, receivedAt),
      ...trial(payload, receivedAt),
      ...wonDeal(payload, receivedAt),
    ],
  };
}

function trial({ type, tag, contact }: ActiveCampaignPayload, receivedAt: Date): CapiEvent[] {
  if (type !== 'contact_tag_added' || tag !== 'trial' || !contact?.id) return [];
  return [
    {
      eventName: 'StartTrial',
      eventId: `ac_${hashId('StartTrial', 'example', contact.id)}`,
      eventTime: receivedAt,
      userData: { email: contact.email, phone: contact.phone },
    },
  ];
}

function wonDeal({ type, deal, contact }: ActiveCampaignPayload, receivedAt: Date): CapiEvent[] {
  const value = Number(deal?.value_raw);
  const isWon = type === 'deal_update' && deal?.status === '1';
  if (!isWon || !deal.id || !deal.currency || !(value > 0)) return [];
  return [
    {
      eventName: 'Purchase',
      eventId: `ac_${hashId('Purchase', 'example', deal.id)}`,
      eventTime: receivedAt,
      userData: { email: contact?.email, phone: contact?.phone },
      customData: { value, currency: deal.currency.toUpperCase(), order_id: deal.id },
    },
  ];
}
