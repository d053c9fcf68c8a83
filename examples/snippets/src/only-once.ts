import {
  configFromEnv,
  consoleReporter,
  createCapiClient,
  observed,
  onlyOnce,
} from '@meta-capi/core';
import Keyv from 'keyv';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

// Sends each event once within eight days; each failure is one line of JSON on standard error.
// A sink like the client: pass it to a webhook handler or a backfill.
export const sink = observed(
  onlyOnce(capi, new Keyv({ namespace: 'meta-capi' }), { scope: 'shop' }),
  consoleReporter,
);
