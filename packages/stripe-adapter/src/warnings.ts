import type { Warning } from '@meta-capi/core';
import { countedMap } from './event-maps.ts';
import type { StripeToEventsOptions } from './options.ts';
import { badEventFields, eventType, type StripeEvent } from './stripe-event.ts';

/**
 * The needed fields that an event of a kind that counts lacks: without them it is no conversion,
 * which would look like a healthy webhook that has nothing to send.
 */
export function stripeEventWarnings(
  event: StripeEvent,
  options: StripeToEventsOptions,
): readonly Warning[] {
  const type = eventType(event);
  const map = type === undefined ? undefined : countedMap(type, options);
  if (type === undefined || map === undefined) return [];
  const bad = badEventFields(event);
  const paths =
    bad.length > 0
      ? bad
      : map.badFields(event.data.object).map((path) => (path ? `data.object.${path}` : dataObject));
  return paths.map((path) => ({ code: 'missing_field', path, message: messageOf(path, type) }));
}

const dataObject = 'data.object';

function messageOf(path: string, type: string): string {
  return `${path} is missing or not of Stripe’s type, so this ${type} made no event. Stripe always sends it: add it to an event of your own making, else look at what changes events on their way.`;
}
