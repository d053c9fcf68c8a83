import { configFromEnv, consoleReporter, createCapiClient, observed } from '@meta-capi/core';

/** The client; a failed event is one line of JSON on standard error. */
export const sink = observed(
  createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' }),
  consoleReporter,
);
