import { createStripe } from '@meta-capi/stand-ins/stripe';
import { expect, vi } from 'vitest';
import { clientOf, openEndpoint } from './endpoint.ts';
import type { Renewals, Source } from './oracle.ts';

/**
 * How many events of each name are counted of renewals that meet an empty store, as after a move or
 * a new installation. Every response is 200.
 */
export async function countedOfRenewals(
  count: number,
  purchaseSource: Source,
  renewals: Renewals,
): Promise<Record<string, number>> {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const now = Math.floor(Date.now() / 1000) - 5 * 86_400;
  const stripe = createStripe({ now });
  const { life } = stripe;
  const running = Array.from({ length: count }, () =>
    life.subscribe({ customer: life.customer(), amount: 1900 }),
  );
  life.wait(86_400);
  const before = stripe.happenings.length;
  for (const subscription of running) life.renew(subscription);
  const endpoint = openEndpoint(stripe, { stripe: clientOf(stripe), purchaseSource, renewals });
  for (const happening of stripe.happenings.slice(before)) {
    expect(await endpoint.post(happening, 'snapshot')).toBe(200);
  }
  warn.mockRestore();
  const counted: Record<string, number> = {};
  for (const { eventName = '' } of endpoint.sandbox.counted) {
    counted[eventName] = (counted[eventName] ?? 0) + 1;
  }
  return counted;
}
