import { createStripe } from '@meta-capi/stand-ins/stripe';
import { expect, vi } from 'vitest';
import {
  clientOf,
  type Delivery,
  type Form,
  openEndpoint,
  randomFrom,
  unreliable,
} from './endpoint.ts';
import { countedOf, type Renewals, type Source, sorted } from './oracle.ts';
import { liveAWeek } from './scenario.ts';

/** The API versions of the endpoint; the client has that of its package. */
export const eras = ['2019-12-03', '2022-11-15', '2025-03-31.basil', '2026-10-28.endive'] as const;

export interface Case {
  era: (typeof eras)[number];
  form: Form;
  source: Source;
  renewals: Renewals;
  seed: number;
  /** @default "webhook" */
  delivery?: Delivery;
}

const day = 86_400;

function weekOf({ era }: Case) {
  const now = Math.floor(Date.now() / 1000) - 6 * day;
  const stripe = createStripe({ now, endpointVersion: era });
  const week = liveAWeek(stripe.life);
  expect(week.life.now).toBeLessThan(now + 6 * day);
  return { stripe, week, since: new Date(now * 1000) };
}

/** With a client: after losses, copies, redelivery and a backfill, everything counts exactly once. */
export async function runWithClient(one: Case): Promise<void> {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const { stripe, week, since } = weekOf(one);
  const endpoint = openEndpoint(stripe, {
    stripe: clientOf(stripe),
    purchaseSource: one.source,
    renewals: one.renewals,
    delivery: one.delivery ?? 'webhook',
  });
  const { arriving, lost } = unreliable(stripe.happenings, randomFrom(one.seed));
  const redelivered = lost.slice(0, lost.length / 2);
  for (const happening of [...arriving, ...redelivered]) {
    expect(await endpoint.post(happening, one.form)).toBe(200);
  }
  expect(await endpoint.backfill(since)).toMatchObject({ complete: true });
  const { all } = countedOf(week, one.source, one.renewals);
  expect(sorted(endpoint.counted())).toEqual(all);
  expectNoRefusalOverridden(endpoint.sent, week.denied);
  warn.mockRestore();
}

/** Without one: nothing is wrong, and what cannot be decided is logged once a kind. */
export async function runWithoutClient(one: Case): Promise<void> {
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  const { stripe, week } = weekOf(one);
  const endpoint = openEndpoint(stripe, {
    purchaseSource: one.source,
    renewals: one.renewals,
    delivery: one.delivery ?? 'webhook',
  });
  const { arriving, lost } = unreliable(stripe.happenings, randomFrom(one.seed));
  const statuses = new Set<number>();
  for (const happening of [...arriving, ...lost]) {
    statuses.add(await endpoint.post(happening, one.form));
  }
  const counted = sorted(endpoint.counted());
  const { permitted, decidable } = countedOf(week, one.source, one.renewals);
  expect(permitted).toEqual(expect.arrayContaining(counted));
  expect(statuses).toEqual(new Set(one.form === 'thin' ? [200, 503] : [200]));
  expect(counted).toEqual(expect.arrayContaining(one.form === 'thin' ? [] : [...decidable]));
  if (one.form === 'thin') expect(counted).toEqual([]);
  expectNoRefusalOverridden(endpoint.sent, week.denied);
  const lines = warn.mock.calls.map(([line]) => String(line));
  expect(lines.filter((line, at) => lines.indexOf(line) !== at)).toEqual([]);
  if (one.form === 'snapshot') {
    for (const reason of ['subscription_cycle', 'subscription_update']) {
      expect(lines.filter((line) => line.includes(`billing_reason ${reason}`))).toHaveLength(1);
    }
  }
  warn.mockRestore();
}

/** Nothing that belongs to a refusal may reach the sink as anything but a denial. */
function expectNoRefusalOverridden(
  sent: readonly {
    visitor?: { consent?: string | undefined } | undefined;
    userData?: object | undefined;
    eventId: string;
  }[],
  denied: ReadonlySet<string>,
): void {
  for (const { visitor, userData, eventId } of sent) {
    const { subscriptionId = '' } = Object(userData) as { subscriptionId?: string };
    if (denied.has(eventId) || denied.has(subscriptionId)) expect(visitor?.consent).toBe('denied');
  }
}
