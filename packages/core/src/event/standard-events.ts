import type { CapiEvent, CustomData, StandardCustomData } from './capi-event.ts';

/** Meta's standard events, each with the `customData` keys it cannot do without. */
// https://developers.facebook.com/documentation/meta-pixel/reference; CancelSubscription and
// RecurringSubscriptionPayment are of the Conversions API alone:
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/subscription-lifecycle-events
const standardEvents = {
  AddPaymentInfo: [],
  AddToCart: [],
  AddToWishlist: [],
  CancelSubscription: [],
  CompleteRegistration: [],
  Contact: [],
  CustomizeProduct: [],
  Donate: [],
  FindLocation: [],
  InitiateCheckout: [],
  Lead: [],
  PageView: [],
  Purchase: ['value', 'currency'],
  RecurringSubscriptionPayment: ['value', 'currency'],
  Schedule: [],
  Search: [],
  StartTrial: [],
  SubmitApplication: [],
  Subscribe: [],
  ViewContent: [],
} as const;

export type StandardEventName = keyof typeof standardEvents;

export const standardEventNames: readonly StandardEventName[] = Object.keys(
  standardEvents,
) as StandardEventName[];

/** The `customData` keys without which Meta rejects this event. */
export function requiredCustomData(eventName: string): readonly (keyof StandardCustomData)[] {
  return Object.hasOwn(standardEvents, eventName)
    ? standardEvents[eventName as StandardEventName]
    : [];
}

type RequiredKey<Name> = Name extends StandardEventName
  ? (typeof standardEvents)[Name][number]
  : never;

type CustomDataOf<Name> = [RequiredKey<Name>] extends [never]
  ? { customData?: CustomData | undefined }
  : {
      customData: CustomData & {
        [Key in RequiredKey<Name>]: NonNullable<StandardCustomData[Key]>;
      };
    };

/** A {@link CapiEvent} without its name: what the `send…Event` methods take. */
export type EventInput<Name extends string> = Omit<
  CapiEvent,
  'customData' | 'eventName' | 'eventTime'
> &
  CustomDataOf<Name> & {
    /** A `Date`, or Unix seconds. @default now, read once */
    eventTime?: Date | number | undefined;
  };
