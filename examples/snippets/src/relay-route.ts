import { configFromEnv, createCapiClient, createRelayHandler } from '@meta-capi/core';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

/** The route `/api/meta`. Its posts carry no CSRF token: the Origin header replaces it. */
export const POST = createRelayHandler(capi, {
  allow: ['Lead', 'ViewContent'],
  origins: ['https://shop.example.com'],
  trustProxy: 1,
});
