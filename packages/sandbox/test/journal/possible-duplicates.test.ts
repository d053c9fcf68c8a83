import { createHash } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { createSandbox } from '../../src/index.ts';
import type { JsonObject } from '../../src/judge/json.ts';
import { post } from '../post.ts';
import { NOW, purchase, userData } from '../purchase.ts';

const MINUTE = 60_000;
const KIM = 'fb.1.1795000000000.1098115397';
const AGENT = { client_user_agent: 'made-up agent', client_ip_address: '203.0.113.7' };

let clock = NOW;
const sandbox = createSandbox({ now: () => clock });
beforeEach(() => {
  clock = NOW;
  sandbox.clear();
});

interface Sent {
  readonly value?: unknown;
  readonly currency?: string;
  readonly user?: JsonObject;
  readonly name?: string;
  readonly pixel?: string;
}

async function server(id: string, sent: Sent = {}): Promise<void> {
  const { value = 12.5, currency = 'EUR', user = userData({ fbp: KIM }), name = 'Purchase' } = sent;
  const event = purchase({
    event_name: name,
    event_id: id,
    event_time: Math.floor(clock / 1000),
    user_data: user,
    custom_data: { value, currency },
  });
  await post(sandbox, [event], {}, `v27.0/${sent.pixel ?? '1'}/events`);
}

async function browser(id: string, fbp = KIM): Promise<void> {
  const hit = new URLSearchParams({
    id: '1',
    ev: 'Purchase',
    eid: id,
    fbp,
    'cd[value]': '12.50',
    'cd[currency]': 'EUR',
  });
  await sandbox.fetch(`https://www.facebook.com/tr?${hit}`);
}

/** `later id → earlier id` of each possible duplicate. */
function possible(): readonly string[] {
  return sandbox.events.flatMap(({ eventId, possibleDuplicateOf }) => {
    const earlier = sandbox.events.find(({ number }) => number === possibleDuplicateOf);
    return earlier ? [`${eventId} → ${earlier.eventId}`] : [];
  });
}

test('two server events of one person and value under two ids', async () => {
  await server('order-1');
  clock += 9 * MINUTE;
  await server('pi_1');

  expect(possible()).toEqual(['pi_1 → order-1']);
  expect(sandbox.counted).toHaveLength(2);
});

test('a server event and a pair, in any order of arrival', async () => {
  await browser('pi_1');
  await server('pi_1');
  await server('cs_test_1');
  expect(possible()).toEqual(['cs_test_1 → pi_1']);

  sandbox.clear();
  await server('cs_test_1');
  await server('pi_1');
  await browser('pi_1');
  expect(possible()).toEqual(['pi_1 → cs_test_1']);

  sandbox.clear();
  await browser('pi_1');
  await server('cs_test_1');
  await server('pi_1');
  expect(possible()).toEqual(['pi_1 → cs_test_1']);
});

test('two browser events of one person and value, such as a reloaded page with a new id', async () => {
  await browser('random-1');
  await browser('random-2');

  expect(possible()).toEqual(['random-2 → random-1']);
});

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');

test.each<[string, JsonObject, JsonObject]>([
  ['em', { ...AGENT, em: [hash('a'), hash('b')] }, { ...AGENT, em: hash('b') }],
  ['ph', { ...AGENT, ph: hash('a') }, { ...AGENT, ph: [hash('a')], fbp: KIM }],
  [
    'external_id, plain and hashed',
    { ...AGENT, external_id: 'Customer-7' },
    { ...AGENT, external_id: hash('customer-7') },
  ],
  [
    'fbp with the mark of the Parameter Builder',
    { ...AGENT, fbp: KIM },
    { fbp: `${KIM}.AQQAAQMC` },
  ],
])('one %s in common is enough', async (_, one, other) => {
  await server('order-1', { user: one });
  await server('order-2', { user: other, value: '12.50', currency: 'eur' });

  expect(possible()).toEqual(['order-2 → order-1']);
});

test('ids of two kinds of Stripe objects and one value, if no identifier differs', async () => {
  const email = { ...AGENT, em: hash('kim@example.com') };
  const customer = { ...AGENT, external_id: 'customer-7' };
  await server('pi_1', { user: customer });
  await server('cs_test_1', { user: email });
  expect(possible()).toEqual(['cs_test_1 → pi_1']);

  sandbox.clear();
  await server('pi_1', { user: email });
  await server('cs_test_1', { user: { ...email, em: hash('jane@example.com') } });
  await server('in_1', { user: customer, value: 13 });
  expect(possible()).toEqual([]);

  sandbox.clear();
  await server('pi_1', { user: email });
  await server('pi_2', { user: customer });
  expect(possible()).toEqual([]);
});

const kim = { ...AGENT, fbp: KIM, em: hash('kim@example.com') };

test.each<[string, () => Promise<void>]>([
  [
    'two buyers with one price',
    () => server('b', { user: { ...AGENT, fbp: 'fb.1.1795000000000.7', em: hash('jane') } }),
  ],
  ['another value', () => server('b', { user: kim, value: 13 })],
  ['another currency', () => server('b', { user: kim, currency: 'USD' })],
  ['another event name', () => server('b', { user: kim, name: 'Subscribe' })],
  ['another pixel', () => server('b', { user: kim, pixel: '2' })],
  ['the same id again', () => server('a', { user: kim })],
  ['the other half under another id, which is a near miss', () => browser('b')],
  [
    'more than ten minutes later',
    async () => {
      clock += 10 * MINUTE + 1;
      await server('b', { user: kim });
    },
  ],
  [
    'an event that was refused',
    async () => {
      sandbox.faults.simulate({ kind: 'transient' });
      await server('b', { user: kim });
    },
  ],
])('not %s', async (_, send) => {
  await server('a', { user: kim });
  await send();

  expect(possible()).toEqual([]);
});

test.each([null, 'free', ''])('not events without an amount: %o', async (value) => {
  await server('a', { name: 'Lead', value });
  await server('b', { name: 'Lead', value });

  expect(possible()).toEqual([]);
});

test('not two pairs, which are two orders of one buyer', async () => {
  await server('order-1');
  await server('order-2');
  await browser('order-1');
  expect(possible()).toEqual(['order-2 → order-1']);

  await browser('order-2');

  expect(possible()).toEqual([]);
  expect(sandbox.events.filter(({ verdict }) => verdict === 'counted')).toHaveLength(2);
});

test('not what people do several times within minutes', async () => {
  await server('a', { name: 'AddToCart' });
  await server('b', { name: 'AddToCart' });

  expect(possible()).toEqual([]);
});

test('more events of one person and value than a sale can have are a load test', async () => {
  for (let index = 0; index < 20; index += 1) await server(`order-${index}`);

  expect(possible()).toHaveLength(4);
});

test('not an event that is no longer in memory', async () => {
  const small = createSandbox({ now: () => NOW, keep: 1 });
  const send = (event_id: string, fbp: string): Promise<unknown> =>
    post(small, [purchase({ event_id, user_data: { ...AGENT, fbp } })]);
  await send('order-1', KIM);
  await send('order-2', 'fb.1.1795000000000.7');
  await send('order-3', KIM);

  expect(small.events.map(({ possibleDuplicateOf }) => possibleDuplicateOf)).toEqual([undefined]);
});
