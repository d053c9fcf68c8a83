import * as z from 'zod/mini';
import { badFields } from './bad-fields.ts';
import { thinEventType } from './thin-event.ts';

/**
 * A webhook event, in the fields that are read: every `Stripe.Event` is one, of any SDK and API
 * version.
 */
// https://docs.stripe.com/api/events/object
export interface StripeEvent {
  id: string;
  type: string;
  /** Unix seconds. */
  created: number;
  livemode: boolean;
  /** The connected account it happened on. */
  account?: string | undefined;
  data: { object: unknown; previous_attributes?: unknown };
}

/** `undefined` for everything else, thin events included. Never throws. */
export function readStripeEvent(payload: unknown): StripeEvent | undefined {
  return stripeEvent.safeParse(payload).data;
}

/** The paths at which it is no such event. */
export function badEventFields(payload: unknown): readonly string[] {
  return badFields(stripeEvent, payload);
}

/** The type of an event, thin or not, as its snapshot event's; whatever other fields it lacks. */
export function eventType(payload: unknown): string | undefined {
  return thinEventType(payload) ?? typed.safeParse(payload).data?.type;
}

const typed = z.object({ type: z.string() });

const stripeEvent: z.ZodMiniType<StripeEvent> = z.object({
  id: z.string(),
  type: z.string(),
  created: z.int(),
  livemode: z.boolean(),
  account: z.catch(z.optional(z.string()), undefined),
  data: z.object({ object: z.unknown(), previous_attributes: z.optional(z.unknown()) }),
});
