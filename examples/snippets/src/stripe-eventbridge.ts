import { configFromEnv, createCapiClient } from '@meta-capi/core';
import { stripeEventBridgeHandler } from '@meta-capi/stripe-adapter/eventbridge';

const capi = createCapiClient({ ...configFromEnv(process.env), whenConsentUnknown: 'drop' });

/** For a rule on Stripe's partner event bus; one event an invocation. */
export const handler = stripeEventBridgeHandler(capi, { purchaseSource: 'checkout' });
