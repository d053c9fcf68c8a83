// NODE_USE_ENV_PROXY=1, on Node 22.21, 24 or later
import { configFromEnv, createCapiClient } from '@meta-capi/core';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop', fetch });

const { ok } = await capi.sendLeadEvent({
  eventId: 'lead-1',
  userData: { email: 'maria@example.com' },
  visitor: { consent: 'granted' },
});
console.log(ok);
