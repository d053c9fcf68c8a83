// app/api/hooks/activecampaign/[secret]/route.ts
import { activeCampaignAdapter } from '@meta-capi/activecampaign-adapter';
import { configFromEnv, createCapiClient, createWebhookHandler } from '@meta-capi/core';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

const adapter = activeCampaignAdapter({
  account: process.env['ACTIVECAMPAIGN_ACCOUNT'],
  secret: [process.env['ACTIVECAMPAIGN_SECRET'], process.env['ACTIVECAMPAIGN_OLD_SECRET']],
  timeZone: 'Europe/Athens',
});

// ActiveCampaign posts once and does not wait long, so sending takes at most four seconds.
export const POST = createWebhookHandler(adapter, capi, { timeoutMs: 4000 });
