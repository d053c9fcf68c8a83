import { type Visitor, visitorOfCarriers } from '@meta-capi/core';
import type { StripeToEventsOptions } from './options.ts';

/**
 * The visitor that the site put into metadata. Stripe's own IP address and user agent are the
 * server's that asked Stripe, never the visitor's, and are not read.
 *
 * @param carriers metadata of the objects of one conversion, its own object's first
 */
export function carriedVisitor(
  carriers: readonly Readonly<Record<string, unknown>>[],
  { eventSourceUrl }: StripeToEventsOptions,
): Visitor {
  const visitor = visitorOfCarriers(carriers);
  return eventSourceUrl === undefined ? visitor : { eventSourceUrl, ...visitor };
}
