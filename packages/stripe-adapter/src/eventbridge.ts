export {
  type EventBridgeEvent,
  type EventBridgeHandler,
  type StripeEventBridgeOptions,
  stripeEventBridgeHandler,
} from './eventbridge/handler.ts';
export type { StripeLookups } from './webhook/look-up.ts';
export type { SinkOfAccount } from './webhook/sink-of-account.ts';
