import { createCapiClient } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';

const sandbox = createSandbox();
const capi = createCapiClient({
  pixelId: '1234567890',
  accessToken: 'any-text-of-20-characters-or-more',
  whenConsentUnknown: 'send',
  fetch: sandbox.fetch,
});
await capi.sendLeadEvent({ eventId: 'lead-1', userData: { externalId: 'customer-7' } });

await sandbox.expect({ eventName: 'Lead', eventId: 'lead-1' });
