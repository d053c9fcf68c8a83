export { generateEventId } from '@meta-capi/core/event-id';
export { grantConsent, limitConsent, revokeConsent } from './answer-consent.ts';
export { type PixelDebug, type PixelOutcome, printPixelEvents } from './debug.ts';
export { initPixel } from './init-pixel.ts';
export type { AdvancedMatching, PageOptions, PixelOptions } from './options.ts';
export { pixelBaseCode } from './pixel-base-code.ts';
export { readVisitor } from './read-visitor.ts';
export { isPixelReady } from './ready.ts';
export { relayEvent } from './relay-event.ts';
export { takeFromUrl } from './take-from-url.ts';
export {
  type PixelCustomData,
  type TrackOptions,
  trackCustomPixelEvent,
  trackPixelEvent,
} from './track.ts';
