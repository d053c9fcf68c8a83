import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, type ReceivedEvent } from '../../src/index.ts';
import type { JsonObject } from '../../src/judge/json.ts';
import { post } from '../post.ts';
import { NOW, purchase, userData } from '../purchase.ts';

const MINUTE = 60_000;
const KIM = 'fb.1.1795000000000.1098115397';
const ALEX = 'fb.1.1795000000000.2000000001';

let clock = NOW;
const sandbox = createSandbox({ now: () => clock });
beforeEach(() => {
  clock = NOW;
  sandbox.clear();
});

interface Half {
  readonly id: string;
  readonly fbp?: string;
  readonly at?: number;
  readonly name?: string;
  readonly pixel?: string;
  readonly value?: number;
  readonly externalId?: string;
}

async function browser(half: Half): Promise<void> {
  const { id, fbp, at = clock, name = 'Purchase', pixel = '1', value = 12.5, externalId } = half;
  clock = at;
  const hit = new URLSearchParams({
    id: pixel,
    ev: name,
    eid: id,
    dl: 'https://shop.example.com/',
    'cd[value]': String(value),
    'cd[currency]': 'EUR',
    ...(fbp && { fbp }),
    ...(externalId && { 'ud[external_id]': externalId }),
  });
  await sandbox.fetch(`https://www.facebook.com/tr?${hit}`);
}

async function server(half: Half): Promise<void> {
  const { id, fbp, at = clock, name = 'Purchase', pixel = '1', value = 12.5, externalId } = half;
  clock = at;
  const event: JsonObject = purchase({
    event_name: name,
    event_id: id,
    event_time: Math.floor(at / 1000),
    user_data: userData({ fbp, external_id: externalId }),
    custom_data: { value, currency: 'EUR' },
  });
  await post(sandbox, [event], {}, `v27.0/${pixel}/events`);
}

function missesOf(events: readonly ReceivedEvent[] = sandbox.events): readonly string[] {
  return events
    .filter(({ findings }) => findings.some(({ rule }) => rule === 'near-miss'))
    .map(({ eventId }) => String(eventId));
}

describe('two halves of one person under two ids are a finding on both', () => {
  test.each(['browser first', 'server first'])('%s, and each shows both ids', async (order) => {
    const halves = [
      () => browser({ id: 'order-7', fbp: KIM }),
      () => server({ id: 'pi_7', fbp: KIM }),
    ];
    for (const send of order === 'browser first' ? halves : halves.toReversed()) await send();

    expect(missesOf().toSorted()).toEqual(['order-7', 'pi_7']);
    for (const { findings, verdict } of sandbox.events) {
      const [finding] = findings.filter(({ rule }) => rule === 'near-miss');
      expect(finding).toMatchObject({ field: 'event_id', severity: 'problem' });
      expect(finding?.message).toContain('browser: order-7, server: pi_7');
      expect(verdict).toBe('counted');
    }
  });

  test('ten minutes apart', async () => {
    await browser({ id: 'a', fbp: KIM });
    await server({ id: 'b', fbp: KIM, at: NOW + 10 * MINUTE });

    expect(missesOf()).toEqual(['a', 'b']);
  });

  test('with a Parameter Builder mark in one half', async () => {
    await browser({ id: 'a', fbp: KIM });
    await server({ id: 'b', fbp: `${KIM}.AQQAAQMC` });

    expect(missesOf()).toEqual(['a', 'b']);
  });

  test('by external_id, hashed in lower case by the browser and plain from the server', async () => {
    const hash = createHash('sha256').update('customer-7').digest('hex');
    await browser({ id: 'a', externalId: hash });
    await server({ id: 'b', externalId: ' Customer-7' });

    expect(missesOf()).toEqual(['a', 'b']);
  });

  test('with different values', async () => {
    await browser({ id: 'a', fbp: KIM, value: 12.5 });
    await server({ id: 'b', fbp: KIM, value: 1250 });

    expect(missesOf()).toEqual(['a', 'b']);
  });

  test('twice for one buyer', async () => {
    await browser({ id: 'a1', fbp: KIM });
    await server({ id: 'b1', fbp: KIM });
    await browser({ id: 'a2', fbp: KIM });
    await server({ id: 'b2', fbp: KIM });

    expect(missesOf()).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  test('a reloaded page with the same id is the same half', async () => {
    await browser({ id: 'a', fbp: KIM });
    await browser({ id: 'a', fbp: KIM });
    await server({ id: 'b', fbp: KIM });

    expect(missesOf()).toContain('b');
  });
});

describe('no finding', () => {
  test('for halves with one id', async () => {
    await browser({ id: 'a', fbp: KIM });
    await server({ id: 'a', fbp: KIM });

    expect(missesOf()).toEqual([]);
  });

  test('for two buyers who pay the same price', async () => {
    await browser({ id: 'a', fbp: KIM });
    await server({ id: 'b', fbp: ALEX });

    expect(missesOf()).toEqual([]);
  });

  test('for one buyer with two orders, in every order of arrival', async () => {
    const halves = [
      () => browser({ id: 'order-1', fbp: KIM }),
      () => browser({ id: 'order-2', fbp: KIM }),
      () => server({ id: 'order-1', fbp: KIM }),
      () => server({ id: 'order-2', fbp: KIM }),
    ];
    for (const order of permutationsOf(halves)) {
      sandbox.clear();
      for (const send of order) await send();
      expect(missesOf()).toEqual([]);
    }
  });

  test('for a buyer with two unpaired orders, where one half could belong to either', async () => {
    await browser({ id: 'order-1', fbp: KIM });
    await browser({ id: 'order-2', fbp: KIM });
    await server({ id: 'pi_1', fbp: KIM });

    expect(missesOf()).toEqual([]);
  });

  test.each(['PageView', 'ViewContent', 'Search', 'AddToCart'])('for %s', async (name) => {
    await browser({ id: 'a', fbp: KIM, name });
    await server({ id: 'b', fbp: KIM, name });

    expect(missesOf()).toEqual([]);
  });

  test.each([
    ['more than ten minutes apart', { at: NOW + 10 * MINUTE + 1 }],
    ['of another name', { name: 'Subscribe' }],
    ['of another pixel', { pixel: '2' }],
  ])('%s', async (_, changes) => {
    await browser({ id: 'a', fbp: KIM });
    await server({ id: 'b', fbp: KIM, ...changes });

    expect(missesOf()).toEqual([]);
  });

  test('for two server events, or two browser events', async () => {
    await server({ id: 'a', fbp: KIM });
    await server({ id: 'b', fbp: KIM });
    await browser({ id: 'c', fbp: ALEX });
    await browser({ id: 'd', fbp: ALEX });

    expect(missesOf()).toEqual([]);
  });

  test('for a refused half', async () => {
    await browser({ id: 'a', fbp: KIM });
    await post(
      sandbox,
      [purchase({ event_id: 'b', action_source: 'nowhere' })],
      {},
      'v27.0/1/events',
    );

    expect(missesOf()).toEqual([]);
  });
});

test('the other half of either event removes the finding from every copy', async () => {
  await browser({ id: 'order-1', fbp: KIM });
  await server({ id: 'order-2', fbp: KIM });
  expect(missesOf()).toEqual(['order-1', 'order-2']);

  const changes: string[] = [];
  const end = sandbox.subscribe((change) => {
    if (typeof change === 'object')
      changes.push(...change.events.map(({ eventId }) => `${eventId}`));
  });
  await server({ id: 'order-1', fbp: KIM });
  end();

  expect(missesOf()).toEqual([]);
  expect(sandbox.events[2]?.duplicateOf).toBe(sandbox.events[0]);
  expect(changes).toEqual(expect.arrayContaining(['order-1', 'order-2']));
});

test('halves left over after a pair is complete are matched again', async () => {
  await browser({ id: 'order-1', fbp: KIM });
  await browser({ id: 'order-2', fbp: KIM });
  await server({ id: 'pi_2', fbp: KIM });
  expect(missesOf()).toEqual([]);

  await server({ id: 'order-1', fbp: KIM });

  expect(missesOf()).toEqual(['order-2', 'pi_2']);
});

test('a duplicate refers to the current state of its event', async () => {
  await server({ id: 'pi_7', fbp: KIM });
  await server({ id: 'pi_7', fbp: KIM });
  await browser({ id: 'order-7', fbp: KIM });

  expect(sandbox.events[1]?.duplicateOf).toBe(sandbox.events[0]);
  expect(missesOf(sandbox.counted)).toEqual(['pi_7', 'order-7']);
});

test('an event that is no longer in memory is not a half', async () => {
  let now = NOW;
  const small = createSandbox({ now: () => now, keep: 2 });
  const send = (event_id: string, source: 'browser' | 'server') =>
    source === 'server'
      ? post(
          small,
          [purchase({ event_id, user_data: userData({ fbp: KIM }) })],
          {},
          'v27.0/1/events',
        )
      : small.fetch(`https://www.facebook.com/tr?id=1&ev=Purchase&eid=${event_id}&fbp=${KIM}`);
  await send('a', 'server');
  for (const id of ['x', 'y', 'z']) {
    now += 1;
    await small.fetch(`https://www.facebook.com/tr?id=1&ev=Lead&eid=${id}&fbp=${ALEX}`);
  }
  await send('b', 'browser');

  expect(missesOf(small.events)).toEqual([]);
});

test('a thousand halves of one person are a load test, not near misses', async () => {
  const events = Array.from({ length: 1000 }, (_, index) =>
    purchase({ event_id: `id-${index}`, user_data: userData({ fbp: KIM }) }),
  );
  await post(sandbox, events, {}, 'v27.0/1/events');
  await browser({ id: 'a', fbp: KIM });

  expect(missesOf()).toEqual([]);
});

function permutationsOf<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, index) =>
    permutationsOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}
