import { unpackVisitor, type Visitor } from '@meta-capi/core';
import type { StripeToEventsOptions } from './options.ts';

/**
 * The visitor that the site put into metadata. Stripe's own IP address and user agent are the
 * server's that asked Stripe, never the visitor's, and are not read.
 *
 * @param carriers metadata of the objects of one conversion; the first that carries a visitor
 * counts, and a denial in any of them.
 */
export function carriedVisitor(
  carriers: readonly Readonly<Record<string, unknown>>[],
  { eventSourceUrl }: StripeToEventsOptions,
): Visitor {
  const visitors = carriers.map(unpackVisitor);
  const carried =
    visitors.find(({ consent }) => consent === 'denied') ??
    visitors.find((visitor) => visitor.consent !== 'unknown' || Object.keys(visitor).length > 1);
  const visitor = carried ?? { consent: 'unknown' };
  return eventSourceUrl === undefined ? visitor : { eventSourceUrl, ...visitor };
}
