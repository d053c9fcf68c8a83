export type { Adapter, WebhookAdapter } from './adapter.ts';
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
export type { PhoneParser } from './phone-parser.ts';
export type { PreparedEvent, WireEvent, WireUserData } from './prepared-event.ts';
export type {
  CapiError,
  EventOutcome,
  Issue,
  SendResult,
  SkipReason,
  Warning,
} from './result.ts';
export type { EventSink, SendOptions } from './sink.ts';
export type { EventInput, StandardEventName } from './standard-events.ts';
export { type VisitorCookieOptions, visitorCookies } from './visitor-cookies.ts';
export { type VisitorFromRequestOptions, visitorFromRequest } from './visitor-from-request.ts';
export { type PackVisitorOptions, packVisitor, unpackVisitor } from './visitor-pack.ts';
export { WebhookError } from './webhook-error.ts';
