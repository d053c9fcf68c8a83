import { createCapiClient } from '@meta-capi/core';

const capi = createCapiClient({
  baseUrl: 'http://127.0.0.1:4010',
  pixelId: '1234567890',
  accessToken: 'any-text-of-20-characters-or-more',
  whenConsentUnknown: 'send',
});
const result = await capi.sendLeadEvent({
  eventId: 'lead-1',
  userData: { externalId: 'customer-7' },
});
console.log(result.ok); // true
