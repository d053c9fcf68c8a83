import type { CapiEvent, CustomData, UserData, Visitor } from '@meta-capi/core';
import { majorUnits } from './minor-units.ts';
import type { StripeEvent } from './stripe-event.ts';

export interface Payment {
  eventId: string;
  /** Minor units. */
  amount: number;
  /** Upper case. */
  currency: string;
  userData: UserData;
  visitor: Visitor;
  /** The buyer is not there: a later payment of a subscription. */
  renewal?: boolean | undefined;
  customData?: CustomData | undefined;
}

/** The `Purchase` of money that was paid; none where nothing was. */
export function purchase(
  event: StripeEvent,
  { eventId, amount, currency, userData, visitor, renewal, customData }: Payment,
): readonly CapiEvent[] {
  if (amount <= 0) return [];
  return [
    {
      eventName: 'Purchase',
      eventId,
      ...occurrence(event),
      userData,
      ...(renewal ? unattended(visitor) : { visitor }),
      customData: { value: majorUnits(amount, currency), currency, ...customData },
    },
  ];
}

/** When it happened, and whether it happened with test money. */
export function occurrence({ created, livemode }: StripeEvent): Partial<CapiEvent> & {
  eventTime: number;
} {
  return livemode ? { eventTime: created } : { eventTime: created, testMode: true };
}

// Nobody was on a page when a renewal was charged: the browser of the first payment is no longer
// this event's.
function unattended({ fbp, fbc, consent }: Visitor): Partial<CapiEvent> {
  return { actionSource: 'system_generated', visitor: { fbp, fbc, consent } };
}
