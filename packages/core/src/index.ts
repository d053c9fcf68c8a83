export type { Adapter, WebhookAdapter } from './adapter.ts';
export { type BackfillSince, checkBackfillSince } from './backfill-since.ts';
export { type CapiClient, createCapiClient } from './client.ts';
export { type CapiConfig, ConfigError, checkConfig } from './config.ts';
export { configFromEnv } from './config-from-env.ts';
export type {
  ActionSource,
  CapiEvent,
  Consent,
  Content,
  CustomData,
  CustomerSegmentation,
  DeliveryCategory,
  OneOrMany,
  OriginalEventData,
  StandardCustomData,
  UserData,
  Visitor,
} from './event.ts';
export { generateEventId } from './event-id.ts';
export { type EventExplanation, explain } from './explain.ts';
export type { Fault } from './graph-errors.ts';
export {
  type LambdaHttpEvent,
  type LambdaHttpResult,
  toLambdaHandler,
} from './lambda-handler.ts';
export { mayArriveLater } from './may-arrive-later.ts';
export { type NodeRequest, type NodeResponse, toNodeHandler } from './node-handler.ts';
export { observed } from './observed.ts';
export type { OnceStore } from './once-store.ts';
export { type OnlyOnceOptions, onlyOnce } from './only-once.ts';
export { holdsPersonalData } from './personal-data.ts';
export type { PhoneParser } from './phone-parser.ts';
export { type Preparation, type PrepareConfig, prepareEvent } from './prepare.ts';
export type { PreparedEvent, WireEvent, WireUserData } from './prepared-event.ts';
export { type ReadPrepared, readPrepared } from './read-prepared.ts';
export { createRelayHandler, type RelayHandlerOptions } from './relay.ts';
export { consoleReporter, type Report, type Reporter } from './reporter.ts';
export { type ReadBodyOptions, readBody } from './request-body.ts';
export {
  type CapiError,
  type EventOutcome,
  type Issue,
  type SendResult,
  type SkipReason,
  summarize,
  type Warning,
} from './result.ts';
export type { EventSenders } from './senders.ts';
export { type SentryLike, sentryReporter } from './sentry-reporter.ts';
export { consentCookies } from './set-consent-cookie.ts';
export type { SetCookieOptions } from './set-cookie.ts';
export type { EventSink, SendOptions } from './sink.ts';
export type { EventInput, StandardEventName } from './standard-events.ts';
export { timeLimited } from './time-limited.ts';
export type { Explanation } from './trace.ts';
export { type VisitorCookieOptions, visitorCookies } from './visitor-cookies.ts';
export { type VisitorFromRequestOptions, visitorFromRequest } from './visitor-from-request.ts';
export { visitorOfCarriers } from './visitor-of-carriers.ts';
export { type PackVisitorOptions, packVisitor, unpackVisitor } from './visitor-pack.ts';
export { createWebhookHandler, type WebhookHandlerOptions } from './webhook.ts';
export { WebhookError } from './webhook-error.ts';
