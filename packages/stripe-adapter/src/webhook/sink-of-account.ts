import type { EventSink, Warning } from '@meta-capi/core';
import { withTimeout } from '@meta-capi/core/adapter';
import { countingEvent } from '../mapping/accounts.ts';
import type { StripeToEventsOptions } from '../mapping/options.ts';
import { accountOf } from '../mapping/stripe-event.ts';
import { RedeliveryNeededError } from './redelivery-needed.ts';

/**
 * Returns the sink for the events of a Stripe account; `undefined` is your own account. It may be
 * asynchronous, and then has 3 s.
 */
export type SinkOfAccount = (
  account: string | undefined,
) => EventSink | undefined | Promise<EventSink | undefined>;

/**
 * `undefined` if the function returns none, and for an event that does not count.
 *
 * @throws RedeliveryNeededError where the function throws, takes too long, or returns no sink
 */
export async function sinkOfEvent(
  sinkOf: SinkOfAccount,
  payload: unknown,
  options: StripeToEventsOptions,
): Promise<EventSink | undefined> {
  const event = countingEvent(payload, options);
  if (event === undefined) return undefined;
  const answer = await withTimeout(chosenSink(sinkOf, accountOf(event)), mostMs);
  if (answer === undefined) throw new RedeliveryNeededError(tooSlow);
  const { sink } = answer;
  if (sink === undefined || sink === null) return undefined;
  if (!isSink(sink)) throw new RedeliveryNeededError(notSink);
  return sink;
}

async function chosenSink(
  sinkOf: SinkOfAccount,
  account: string | undefined,
): Promise<{ sink: unknown }> {
  try {
    return { sink: await sinkOf(account) };
  } catch {
    throw new RedeliveryNeededError('The function that chooses the sink of an account threw.');
  }
}

function isSink(value: unknown): value is EventSink {
  const { sendEvents } = Object(value) as Partial<EventSink>;
  return typeof sendEvents === 'function';
}

const mostMs = 3000;

const tooSlow =
  'The function that chooses the sink of an account took more than 3 s: keep the clients in memory.';

const notSink =
  'The function that chooses the sink of an account returned something that is not a sink: return the client of its pixel, or undefined.';

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
