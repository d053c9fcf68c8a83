import { vi } from 'vitest';
import { createStripe } from '../../../../examples/stand-ins/src/stripe.ts';
import { clientOf, openEndpoint } from './endpoint.ts';
import type { Source } from './oracle.ts';

/** Renewals that meet an empty store, as after a move or a new installation. */
export async function subscribesOf(count: number, purchaseSource: Source): Promise<number> {
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
  const endpoint = openEndpoint(stripe, { stripe: clientOf(stripe), purchaseSource });
  for (const happening of stripe.happenings.slice(before))
    await endpoint.post(happening, 'snapshot');
  warn.mockRestore();
  return endpoint.counted().filter((line) => line.startsWith('Subscribe')).length;
}
