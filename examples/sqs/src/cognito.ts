import { createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { sink } from './sink.ts';

export const handler = createPostConfirmationHandler(sink, {
  eventSourceUrl: process.env['META_EVENT_SOURCE_URL'] || undefined,
});
