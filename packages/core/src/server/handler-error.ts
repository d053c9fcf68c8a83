import { errorKind } from '../privacy/error-kind.ts';
import { WebhookError } from '../webhook/webhook-error.ts';

/**
 * Reports on the console that a mounted handler threw. Only the text of a `WebhookError` is printed:
 * it is for the operator, and contains no personal data.
 */
export function reportHandlerError(error: unknown): void {
  if (error instanceof WebhookError) {
    console.error(`meta-capi: the route responded with 500. ${error.message}`);
    return;
  }
  console.error(
    `meta-capi: the route responded with 500, because its handler threw ${errorKind(error)}. The message may contain personal data, so it is not printed: catch and log it in the handler.`,
  );
}
