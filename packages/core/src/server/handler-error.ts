import { errorKind } from '../privacy/error-kind.ts';
import { WebhookError } from '../webhook/webhook-error.ts';

/**
 * Reports on the console that a mounted handler threw. Only the text of a `WebhookError` is printed:
 * it is written for the operator, and holds no personal data.
 */
export function sayThatHandlerThrew(error: unknown): void {
  if (error instanceof WebhookError) {
    console.error(`meta-capi: the route answered 500. ${error.message}`);
    return;
  }
  console.error(
    `meta-capi: the route answered 500, because its handler threw ${errorKind(error)}. Its text may hold personal data, so it is not printed: catch and log it in the handler.`,
  );
}
