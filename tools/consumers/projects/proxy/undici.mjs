import { configFromEnv, createCapiClient } from '@meta-capi/core';
import { EnvHttpProxyAgent, fetch } from 'undici';

// HTTPS_PROXY, HTTP_PROXY and NO_PROXY of the environment.
const dispatcher = new EnvHttpProxyAgent();
const capi = createCapiClient({
  ...configFromEnv(process.env),
  whenConsentUnknown: 'drop',
  fetch: (url, init) => fetch(url, { ...init, dispatcher }),
});

const { ok } = await capi.sendLeadEvent({
  eventId: 'lead-1',
  userData: { email: 'maria@example.com' },
  visitor: { consent: 'granted' },
});
console.log(ok);
