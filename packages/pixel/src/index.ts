export { generateEventId } from '@meta-capi/core/browser';
export {
  type Answer,
  grantConsent,
  limitConsent,
  revokeConsent,
} from './consent/answer-consent.ts';
export {
  type ConsentAnswer,
  type ConsentTool,
  type FollowConsentOptions,
  followConsent,
} from './consent/follow-consent.ts';
export { readVisitor } from './consent/read-visitor.ts';
export type {
  AdvancedMatching,
  PageOptions,
  PixelDebug,
  PixelOptions,
  PixelOutcome,
} from './fbq/options.ts';
export { initPixel } from './init-pixel.ts';
export { pixelBaseCode } from './pixel-base-code.ts';
export { printPixelEvents } from './track/print-pixel-events.ts';
export { isPixelReady } from './track/ready.ts';
export { relayEvent } from './track/relay-event.ts';
export { takeFromUrl } from './track/take-from-url.ts';
export {
  type PixelCustomData,
  type TrackOptions,
  trackCustomPixelEvent,
  trackPixelEvent,
} from './track/track.ts';
