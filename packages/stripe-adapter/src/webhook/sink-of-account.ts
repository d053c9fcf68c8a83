import type { EventSink, Warning } from '@meta-capi/core';
import { countingEvent } from '../mapping/accounts.ts';
import type { StripeToEventsOptions } from '../mapping/options.ts';
import { accountOf, readStripeEvent } from '../mapping/stripe-event.ts';
import { readThinEvent } from '../mapping/thin-event.ts';
import { RedeliveryNeededError } from './redelivery-needed.ts';

/** Returns where the events of a Stripe account go; `undefined` is your own account. */
export type SinkOfAccount = (account: string | undefined) => EventSink | undefined;

/** @throws RedeliveryNeededError where the function throws */
export function sinkOfEvent(sinkOf: SinkOfAccount, payload: unknown): EventSink | undefined {
  const event = readThinEvent(payload) ?? readStripeEvent(payload);
  try {
    return event && sinkOf(accountOf(event));
  } catch {
    throw new RedeliveryNeededError('The function that chooses the sink of an account threw.');
  }
}

/** Why an event that counts is skipped where no sink was chosen for its account. */
export function accountWithoutSink(
  payload: unknown,
  options: StripeToEventsOptions,
): readonly Warning[] {
  const event = countingEvent(payload, options);
  if (event === undefined) return [];
  const account = /^\w{1,255}$/.exec(accountOf(event) ?? '')?.[0];
  const owner = account === undefined ? 'your own Stripe account' : `the account ${account}`;
  const message = `The function that chooses the sink returned none for ${owner}, so nothing is sent. Return the client of this account’s pixel, if its sales count for one.`;
  return [{ code: 'account_without_sink', path: 'account', message }];
}
