import { configFromEnv, createCapiClient } from '@meta-capi/core';
import {
  type EventBridgeHandler,
  type StripeEventBridgeOptions,
  stripeEventBridgeHandler,
} from '@meta-capi/stripe-adapter/eventbridge';

const { env } = process;

// template.yaml sets META_PIXEL_ID, META_CAPI_ACCESS_TOKEN, META_CONSENT_UNKNOWN, META_TEST_EVENT_CODE.
const capi = createCapiClient(configFromEnv(env));

/** For thin events, subscriptions and Payment Links, add `stripe`: a client with a restricted key. */
export const handler: EventBridgeHandler = stripeEventBridgeHandler(capi, {
  purchaseSource: env['STRIPE_PURCHASE_SOURCE'] as StripeEventBridgeOptions['purchaseSource'],
});
