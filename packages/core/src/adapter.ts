export { withTimeout } from './async/with-timeout.ts';
export type { BackfillSince } from './backfill/backfill-since.ts';
export {
  type BackfillPage,
  type BackfillProgress,
  type BackfillResult,
  type RunBackfillOptions,
  runBackfill,
} from './backfill/run-backfill.ts';
export { isRetryableLater } from './event/outcome.ts';
export { onceKey } from './only-once/call.ts';
export { holdsPersonalData } from './privacy/personal-data.ts';
export { mergePackedVisitors } from './visitor/merge.ts';
export type { Adapter, WebhookAdapter } from './webhook/adapter.ts';
export { type ReadBodyOptions, readBody } from './webhook/read-body.ts';
export { WebhookError } from './webhook/webhook-error.ts';
