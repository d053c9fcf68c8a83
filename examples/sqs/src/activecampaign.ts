import { activeCampaignAdapter } from '@meta-capi/activecampaign-adapter';
import { createWebhookHandler, toLambdaHandler } from '@meta-capi/core';
import { sink } from './sink.ts';

const { env } = process;

export const handler = toLambdaHandler(
  createWebhookHandler(
    activeCampaignAdapter({
      account: env['ACTIVECAMPAIGN_ACCOUNT'],
      secret: env['ACTIVECAMPAIGN_SECRET'],
      timeZone: env['ACTIVECAMPAIGN_TIME_ZONE'] || undefined,
    }),
    sink,
    { timeoutMs: 4000 },
  ),
);
