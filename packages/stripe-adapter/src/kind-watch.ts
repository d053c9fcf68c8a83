import { eventMaps } from './event-maps.ts';
import type { StripeToEventsOptions } from './options.ts';
import { eventType } from './stripe-event.ts';

/**
 * Looks at what an endpoint is sent, and says once on the console where it is payments of a kind
 * that `which` does not count. Once the right kind has come it is silent: a shop may listen to more
 * than it needs. For the same reason this is no report, which would alarm such a shop as well.
 */
export function kindWatch({
  which = 'payment_intent',
}: StripeToEventsOptions): (payload: unknown) => void {
  let isSettled = false;
  return (payload) => {
    const type = eventType(payload);
    const kind = type === undefined ? undefined : eventMaps.get(type)?.which;
    if (isSettled || kind === undefined) return;
    isSettled = true;
    if (kind === which) return;
    console.warn(
      `meta-capi made no Purchase of a ${type}, and of none like it: which is "${which}". Let the endpoint listen to ${typesOf(which)}, or choose which: "${kind}". If it listens to both, all is well.`,
    );
  };
}

function typesOf(which: StripeToEventsOptions['which']): string {
  const types = Array.from(eventMaps).filter(([, map]) => map.which === which);
  return types.map(([type]) => type).join(' and ');
}
