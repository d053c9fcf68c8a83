import type { Warning } from '@meta-capi/core';
import { countedMap } from './event-maps.ts';
import type { StripeToEventsOptions } from './options.ts';
import { badEventFields, eventType, type StripeEvent } from './stripe-event.ts';
import { badThinEventFields, thinEventType } from './thin-event.ts';

/**
 * The required fields that an event of a type that counts lacks. Without them it is no conversion,
 * which would look like a working webhook that has nothing to send.
 */
export function stripeEventWarnings(
  event: StripeEvent,
  options: StripeToEventsOptions,
): readonly Warning[] {
  const type = eventType(event);
  const map = type === undefined ? undefined : countedMap(type, options);
  if (type === undefined || map === undefined) return [];
  return badPaths(event, map.badFields).map((path) => ({
    code: 'missing_field',
    path,
    message: messageOf(path, type),
  }));
}

function badPaths(
  event: StripeEvent,
  badFields: (object: unknown) => readonly string[],
): readonly string[] {
  if (thinEventType(event) !== undefined) return badThinEventFields(event);
  const bad = badEventFields(event);
  if (bad.length > 0) return bad;
  return badFields(event.data.object).map((path) => (path ? `data.object.${path}` : dataObject));
}

const dataObject = 'data.object';

function messageOf(path: string, type: string): string {
  return `${path} is missing or not of Stripe’s type, so this ${type} made no event. Stripe always sends it: add it to an event that you built yourself, otherwise check what changes events in transit.`;
}
