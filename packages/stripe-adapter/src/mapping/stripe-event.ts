import * as z from 'zod/mini';
import { badFields } from './payload-fields.ts';
import { thinEventType } from './thin-event.ts';

/** The account to which an event belongs. Both fields are absent in events of your own account. */
export interface EventOwner {
  /** The connected account. */
  account?: string | undefined;
  /**
   * The account, or the path to it: `acct_platform/acct_connected` for a connected account of an
   * account in your organization. Thin events have only this.
   */
  // https://docs.stripe.com/context
  context?: string | undefined;
}

/**
 * The account that an event belongs to; `undefined` is your own. Where both are given, the account owns the
 * object: the context of a delivery to a platform may be another account.
 */
// Connect events have both, events of an organization the context:
// https://docs.stripe.com/changelog/basil/2025-04-30/additional-context-organization-events
// Events of your own account have neither, in every public capture from 2025-10-29.clover to
// 2026-01-28.clover. If one has its own id, the log names it and the fix.
export function accountOf({ account, context }: EventOwner): string | undefined {
  return account || context?.split('/').at(-1) || undefined;
}

/**
 * A webhook event, in the fields that are read: every `Stripe.Event` is one, of any SDK and API
 * version.
 */
// https://docs.stripe.com/api/events/object
export interface StripeEvent extends EventOwner {
  id: string;
  type: string;
  /** Unix seconds. */
  created: number;
  livemode: boolean;
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
  context: z.catch(z.optional(z.string()), undefined),
  data: z.object({ object: z.unknown(), previous_attributes: z.optional(z.unknown()) }),
});
