import { type CapiClient, configFromEnv, createCapiClient } from '@meta-capi/core';

export const capi: CapiClient = createCapiClient({
  ...configFromEnv(process.env),
  whenConsentUnknown: 'drop', // Nothing is sent for visitors who were never asked.
});
