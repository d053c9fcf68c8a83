import type { CapiEvent, CustomData, UserData } from '@meta-capi/core';
import { majorUnits } from './minor-units.ts';
import type { StripeEvent } from './stripe-event.ts';

export interface Payment {
  eventName: 'Purchase' | 'RecurringSubscriptionPayment' | 'Subscribe';
  eventId: string;
  /** Minor units. */
  amount: number;
  /** Upper case. */
  currency: string;
  userData: UserData;
  /** The visitor, and where it happened. */
  circumstances: Partial<CapiEvent>;
  customData?: CustomData | undefined;
}

/** The event of a payment; none where nothing was paid. */
export function paymentToEvents(
  event: StripeEvent,
  { eventName, eventId, amount, currency, userData, circumstances, customData }: Payment,
): readonly CapiEvent[] {
  if (amount <= 0) return [];
  return [
    {
      eventName,
      eventId,
      ...occurrence(event),
      userData,
      ...circumstances,
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
