import { createServer } from 'node:http';
import { activeCampaignAdapter } from '@meta-capi/activecampaign-adapter';
import {
  configFromEnv,
  createCapiClient,
  createWebhookHandler,
  toNodeHandler,
} from '@meta-capi/core';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'send' });
const adapter = activeCampaignAdapter({ account: 'example', secret: process.env['SECRET'] });
const handler = toNodeHandler(createWebhookHandler(adapter, capi, { timeoutMs: 4000 }));

const port = Number(process.env['PORT'] ?? 3000);
createServer((request, response) => void handler(request, response)).listen(port, '127.0.0.1', () =>
  console.log(`Webhooks go to http://127.0.0.1:${port}/hooks/<secret>`),
);
