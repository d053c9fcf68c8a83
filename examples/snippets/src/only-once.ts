import {
  configFromEnv,
  consoleReporter,
  createCapiClient,
  observed,
  onlyOnce,
} from '@meta-capi/core';
import Keyv from 'keyv';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

// Each event leaves once within eight days, and a failure is one line of JSON on standard error.
// This is a sink like the client: hand it to a webhook handler or a backfill.
export const sink = observed(
  onlyOnce(capi, new Keyv({ namespace: 'meta-capi' }), { scope: 'shop' }),
  consoleReporter,
);
