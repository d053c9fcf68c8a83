export type { CapiConfig } from './client/capi-config.ts';
export { type CapiClient, createCapiClient } from './client/client.ts';
export type { CloseOptions, CloseSummary } from './client/closing.ts';
export { ConfigError, checkConfig } from './client/config.ts';
export { configFromEnv } from './client/config-from-env.ts';
export type { EventSenders } from './client/event-methods.ts';
export { type GraphVersion, graphVersions, noteOnVersion } from './client/graph-version.ts';
export { consentCookies } from './consent/set-consent-cookie.ts';
export type { SetCookieOptions } from './cookies/set-cookie.ts';
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
} from './event/capi-event.ts';
export { generateEventId } from './event/generate-event-id.ts';
export { helpLink } from './event/help-link.ts';
export type { Explanation, Issue, Warning } from './event/issue.ts';
export type { CapiError, ErrorCategory, EventOutcome } from './event/outcome.ts';
export type { PreparedEvent, WireEvent, WireUserData } from './event/prepared-event.ts';
export { type SendResult, summarize } from './event/result.ts';
export type { SkipReason } from './event/skip-reason.ts';
export type { EventInput, StandardEventName } from './event/standard-events.ts';
export type { PhoneParser } from './normalize/rule.ts';
export { type OnlyOnceOptions, onlyOnce } from './only-once/only-once.ts';
export type { OnceStore } from './only-once/store.ts';
export { type EventExplanation, explain } from './prepare/explain.ts';
export { type Preparation, type PrepareConfig, prepareEvent } from './prepare/prepare.ts';
export { type ReadPrepared, readPrepared } from './prepare/read-prepared.ts';
export {
  type NormalizedValue,
  normalizeUserDataValue,
} from './prepare/user-data/normalized-value.ts';
export type { RelayHandlerOptions } from './relay/options.ts';
export { createRelayHandler } from './relay/relay.ts';
export { observed } from './report/observed.ts';
export { consoleReporter, type Report, type Reporter } from './report/reporter.ts';
export { type SentryLike, sentryReporter } from './report/sentry-reporter.ts';
export {
  type LambdaHttpEvent,
  type LambdaHttpResult,
  toLambdaHandler,
} from './server/lambda-handler.ts';
export { type NodeRequest, type NodeResponse, toNodeHandler } from './server/node-handler.ts';
export type { EventSink, SendOptions } from './sink/sink.ts';
export { timeLimited } from './sink/time-limited.ts';
export { type VisitorFromRequestOptions, visitorFromRequest } from './visitor/from-request.ts';
export { type PackVisitorOptions, packVisitor, unpackVisitor } from './visitor/pack.ts';
export { type VisitorCookieOptions, visitorCookies } from './visitor/set-cookies.ts';
export { createWebhookHandler, type WebhookHandlerOptions } from './webhook/webhook.ts';
export { type IsStillAllowed, unlessWithdrawn } from './withdrawal/unless-withdrawn.ts';
