import { activeCampaignAdapter } from '@meta-capi/activecampaign-adapter';

/** Two forms with separate events, two tags and won deals, in addition to the lists. */
export const adapter = activeCampaignAdapter({
  account: process.env['ACTIVECAMPAIGN_ACCOUNT'],
  secret: process.env['ACTIVECAMPAIGN_SECRET'],
  eventName: { 3: 'Contact' },
  forms: { 5: 'Lead', 6: 'Schedule' },
  tags: { trial: 'StartTrial', 'demo booked': 'Schedule' },
  wonDeals: { valueIn: 'units' },
});
