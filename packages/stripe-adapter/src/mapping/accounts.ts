import type { Warning } from '@meta-capi/core';
import { countedMap } from './event-maps.ts';
import { type Settings, type StripeToEventsOptions, withDefaults } from './options.ts';
import { accountOf, type EventOwner, readStripeEvent, type StripeEvent } from './stripe-event.ts';
import { readThinEvent, type ThinEvent } from './thin-event.ts';

/** Why an event, thin or not, of a type that counts is skipped for its account. */
export function skippedAccount(
  payload: unknown,
  options: StripeToEventsOptions,
): Warning | undefined {
  const event = countingEvent(payload, options);
  return event === undefined || isListed(event, withDefaults(options))
    ? undefined
    : notListed(event);
}

/** The event, thin or not, if its type can create something under these options. */
export function countingEvent(
  payload: unknown,
  options: StripeToEventsOptions,
): ThinEvent | StripeEvent | undefined {
  const event = readThinEvent(payload) ?? readStripeEvent(payload);
  return event && countedMap(event.type, options) && event;
}

function isListed(owner: EventOwner, { accounts }: Settings): boolean {
  return accounts === 'all' || accounts.includes(accountOf(owner) ?? 'own');
}

function notListed(owner: EventOwner): Warning {
  const account = accountOf(owner);
  const path = owner.account ? 'account' : 'context';
  return account === undefined
    ? { code: 'account_not_listed', path, message: ownNotListed }
    : { code: 'account_not_listed', path, message: connectedNotListed(account) };
}

const ownNotListed =
  'This event belongs to your own Stripe account, which accounts does not list, so nothing is sent. If its sales count for this pixel, add "own" to accounts.';

function connectedNotListed(account: string): string {
  const name = /^\w{1,255}$/.test(account) ? ` ${account}` : '';
  return `This event belongs to the account${name}, which accounts does not list, so nothing is sent. If its sales count for this pixel, or if it is your own account, add it to accounts; stripeConnectHandler sends each account’s sales to its own pixel.`;
}
