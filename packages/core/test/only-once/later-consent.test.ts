import { expect, test } from 'vitest';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import { createMemoryStore } from '../../src/only-once/memory-store.ts';
import { onlyOnce } from '../../src/only-once/only-once.ts';
import { renewal, shop } from '../consented-shop.ts';

const now = Math.floor(Date.now() / 1000);
const unanswered = { consent: 'unknown' } as const;
const rows: [
  string,
  NonNullable<CapiEvent['visitor']>,
  NonNullable<CapiEvent['visitor']>,
  number,
][] = [
  ['never answered, then granted', unanswered, { consent: 'granted' }, 1],
  ['denied, then granted without a time', { consent: 'denied' }, { consent: 'granted' }, 0],
  [
    'denied, then granted at a later time',
    { consent: 'denied', consentAt: now - 600 },
    { consent: 'granted', consentAt: now - 60 },
    1,
  ],
  [
    'denied, then a grant of before',
    { consent: 'denied', consentAt: now - 60 },
    { consent: 'granted', consentAt: now - 600 },
    0,
  ],
  [
    'denied and granted in one second',
    { consent: 'denied', consentAt: now - 60 },
    { consent: 'granted', consentAt: now - 60 },
    0,
  ],
  [
    'denied without a time, then a grant of before it was seen',
    { consent: 'denied' },
    { consent: 'granted', consentAt: now - 60 },
    0,
  ],
  [
    'unreadable, then granted at a later time',
    { consent: 'unreadable', consentAt: now - 600 },
    { consent: 'granted', consentAt: now - 60 },
    1,
  ],
  [
    'denied, then a later opt-out',
    { consent: 'denied', consentAt: now - 600 },
    { consent: 'limited', consentAt: now - 60 },
    0,
  ],
  [
    'denied without a time, then granted after it was seen',
    { consent: 'denied' },
    { consent: 'granted', consentAt: now + 30 },
    1,
  ],
  ['denied, then never answered', { consent: 'denied', consentAt: now - 600 }, unanswered, 0],
];
test.each(rows)('%s', async (_, before, after, count) => {
  for (const isShared of [false, true]) {
    const { capi, sent } = shop();
    const store = createMemoryStore();
    const first = onlyOnce(capi, store, { scope: 'shop' });
    const second = isShared ? onlyOnce(capi, store, { scope: 'shop' }) : first;
    await first.sendEvents([renewal('payment-1', before)]);
    expect(sent()).toEqual([]);
    await second.sendEvents([renewal('payment-1', after)]);
    await second.sendEvents([renewal('payment-1', after)]);
    expect(sent()).toHaveLength(count);
  }
});

test('a refusal that an earlier version stored, without a time, is never outdated', async () => {
  const { capi, sent } = shop();
  const store = createMemoryStore();
  store.set('shop:%consent:Lead:payment-1', 'denied', 60_000);
  const sink = onlyOnce(capi, store, { scope: 'shop' });
  await sink.sendEvents([renewal('payment-1', { consent: 'granted', consentAt: now })]);
  expect(sent()).toEqual([]);
});
