import { createSandbox } from '@meta-capi/sandbox';
import { describe, expect, test } from 'vitest';
import type { CapiEvent, UserData } from '../../src/event/capi-event.ts';
import { adapterLaws, type Fixture, type Law } from '../../src/testing/adapter-laws.ts';
import type { WebhookAdapter } from '../../src/webhook/adapter.ts';
import { WebhookError } from '../../src/webhook/webhook-error.ts';

interface Letter {
  id: string;
  email: string;
  sentAt: number;
}

const letter: Letter = { id: 'l-1', email: 'maria@example.com', sentAt: Date.now() / 1000 - 60 };

function eventOf({ id, email, sentAt }: Letter): CapiEvent {
  return { eventName: 'Lead', eventId: id, eventTime: sentAt, userData: { email } };
}

function isLetter(payload: unknown): payload is Letter {
  return typeof Object(payload).email === 'string';
}

/** Keeps every law. */
const good: WebhookAdapter<Letter> = {
  name: 'paper-mail',
  redelivers: false,
  receive: async (request) => {
    if (request.headers.get('x-stamp') !== 'real') throw new WebhookError(401, 'no stamp');
    return request.json() as Promise<Letter>;
  },
  toEvents: (payload) => (isLetter(payload) ? [eventOf(payload)] : []),
};

const fixtures: Fixture<Letter>[] = [
  { name: 'a letter', payload: letter, conversion: 'one', request: () => post('real') },
  { name: 'its copy', payload: { ...letter }, conversion: 'one' },
  { name: 'another', payload: { ...letter, id: 'l-2' }, conversion: 'two' },
  { name: 'no letter', payload: {} as Letter, conversion: undefined },
];

function post(stamp: string): Request {
  const headers = { 'x-stamp': stamp };
  return new Request('https://a.example', {
    method: 'POST',
    headers,
    body: JSON.stringify(letter),
  });
}

type Changes = Partial<WebhookAdapter<Letter>>;

function lawsOf(
  changes: Changes,
  given: Fixture<Letter>[] = fixtures,
  forgeries: Record<string, () => Request> = { 'a wrong stamp': () => post('forged') },
): readonly Law[] {
  const graph = createSandbox({ strict: true }).fetch;
  return adapterLaws({ adapter: { ...good, ...changes }, fixtures: given, graph, forgeries });
}

/** The laws that this adapter breaks, each with the message of its check. */
async function broken(...given: Parameters<typeof lawsOf>): Promise<Record<string, string>> {
  const messages: Record<string, string> = {};
  for (const { name, run } of lawsOf(...given)) {
    await run().catch((error: unknown) => {
      messages[name.replace('paper-mail: ', '')] = String(error);
    });
  }
  return messages;
}

const each = (p: Letter, change: (event: CapiEvent) => Partial<CapiEvent>): CapiEvent[] =>
  isLetter(p) ? [{ ...eventOf(p), ...change(eventOf(p)) }] : [];

test('each law is one named check of an adapter and, where it has one, of a fixture', () => {
  expect(lawsOf({}).map(({ name }) => name)).toEqual([
    'paper-mail: pure: a letter always creates the same events',
    'paper-mail: pure: its copy always creates the same events',
    'paper-mail: pure: another always creates the same events',
    'paper-mail: pure: no letter always creates the same events',
    'paper-mail: total: an unknown payload creates no events and throws nothing',
    'paper-mail: meaning: a letter creates events',
    'paper-mail: meaning: its copy creates events',
    'paper-mail: meaning: another creates events',
    'paper-mail: meaning: no letter creates no events',
    'paper-mail: accepted and private: a letter is accepted and hashed',
    'paper-mail: accepted and private: its copy is accepted and hashed',
    'paper-mail: accepted and private: another is accepted and hashed',
    'paper-mail: accepted and private: no letter is accepted and hashed',
    'paper-mail: proved: there are forgeries to refuse',
    'paper-mail: proved: a wrong stamp is refused',
    'paper-mail: proved: a letter is received',
    'paper-mail: one conversion, one id',
  ]);
});

test('an adapter without HTTP requests has the laws of its events only', async () => {
  const adapter = { name: good.name, toEvents: good.toEvents.bind(good) };
  const graph = createSandbox({ strict: true }).fetch;
  const laws = adapterLaws({ adapter, fixtures: fixtures.slice(0, 1), graph });
  expect(laws.map((law) => law.name.replace(/^paper-mail: (one conversion|\w+).*$/, '$1'))).toEqual(
    ['pure', 'total', 'meaning', 'accepted', 'one conversion'],
  );
  for (const { run } of laws) await expect(run()).resolves.toBeUndefined();
});

describe('adapterLaws finds an adapter that', () => {
  test('keeps them all: nothing', async () => {
    expect(await broken({})).toEqual({});
  });

  const rows: [string, string, Changes, RegExp][] = [
    [
      'reads the clock',
      'pure: a letter',
      { toEvents: (p) => each(p, () => ({ eventTime: Date.now() / 1000 })) },
      /toEvents must be pure, but it used the clock$/,
    ],
    [
      'reads the clock through a new Date',
      'pure: a letter',
      { toEvents: (p) => each(p, () => ({ eventTime: new Date() })) },
      /used the clock$/,
    ],
    [
      'reads the clock as text',
      'pure: a letter',
      { toEvents: (p) => each(p, ({ eventId }) => ({ eventId: `${eventId} ${Date()}` })) },
      /used the clock$/,
    ],
    [
      'takes a random id',
      'pure: a letter',
      { toEvents: (p) => each(p, () => ({ eventId: String(Math.random()) })) },
      /used randomness$/,
    ],
    [
      'takes a random id of the Web Crypto API',
      'pure: a letter',
      {
        toEvents: (p) =>
          each(p, () => ({ eventId: String(crypto.getRandomValues(new Uint8Array(4))) })),
      },
      /used randomness$/,
    ],
    [
      'takes a UUID for an id',
      'pure: a letter',
      { toEvents: (p) => each(p, () => ({ eventId: crypto.randomUUID() })) },
      /two calls created different events$/,
    ],
    [
      'sends a request',
      'pure: a letter',
      {
        toEvents: (p) => {
          void fetch('data:,a');
          return each(p, () => ({}));
        },
      },
      /used the network$/,
    ],
    [
      'changes what it is given',
      'pure: a letter',
      { toEvents: (p) => each(isLetter(p) ? Object.assign(p, { sentAt: 1 }) : p, () => ({})) },
      /the payload was changed$/,
    ],
    [
      'counts its calls',
      'pure: a letter',
      { toEvents: (p) => each(isLetter(p) ? Object.assign(p, { id: `${p.id}!` }) : p, () => ({})) },
      /two calls created different events$/,
    ],
    [
      'throws for an unknown payload',
      'total',
      { toEvents: (p) => (p.email === undefined ? [] : [eventOf(p)]) },
      /^TypeError/,
    ],
    [
      'creates events from an unknown payload',
      'total',
      { toEvents: (p) => [eventOf(isLetter(p) ? p : letter)] },
      /created events from undefined$/,
    ],
    [
      'creates no list from an unknown payload',
      'total',
      { toEvents: (p) => (isLetter(p) ? [eventOf(p)] : (undefined as never)) },
      /created events from undefined$/,
    ],
    [
      'creates no events from a conversion',
      'meaning: a letter',
      { toEvents: () => [] },
      /created 0 events$/,
    ],
    [
      'creates events from something else',
      'meaning: no letter',
      { toEvents: (p) => [eventOf({ ...letter, ...p })] },
      /created 1 events$/,
    ],
    [
      'creates what the client skips',
      'accepted and private: a letter',
      { toEvents: (p) => each(p, () => ({ userData: {} })) },
      /skipped: insufficient_user_data: .*userData/,
    ],
    [
      'creates what Meta rejects',
      'accepted and private: a letter',
      {
        toEvents: (p) =>
          each(p, () => ({ eventName: 'Purchase', customData: { value: 1, currency: 'XXX' } })),
      },
      /rejected: Meta rejects this event/,
    ],
    [
      'does not verify the sender',
      'proved: a wrong stamp',
      { receive: (request) => request.json() as Promise<Letter> },
      /expected a WebhookError, got undefined$/,
    ],
    [
      'refuses with another error',
      'proved: a wrong stamp',
      { receive: () => Promise.reject(new RangeError('no stamp')) },
      /expected a WebhookError, got RangeError: no stamp$/,
    ],
    [
      'receives something else',
      'proved: a letter',
      {
        receive: async (request) => {
          await good.receive(request);
          return { ...letter, id: 'other' };
        },
      },
      /the request creates other events than the payload$/,
    ],
    [
      'gives all conversions one id',
      'one conversion',
      { toEvents: (p) => each(p, () => ({ eventId: 'same' })) },
      /another: one has the same id$/,
    ],
  ];
  test.each(rows)('%s breaks "%s"', async (_, law, changes, message) => {
    const copies = fixtures.map((fixture) => ({ ...fixture, payload: { ...fixture.payload } }));
    const messages = await broken(changes, copies);
    const found = Object.keys(messages).filter((name) => name.startsWith(law));
    expect(found).toHaveLength(1);
    expect(messages[found[0] ?? '']).toMatch(message);
  });

  test('gives one conversion two ids', async () => {
    const [first, copy, ...rest] = fixtures;
    if (first === undefined || copy === undefined) throw new Error('no fixtures');
    const other = { ...copy, payload: { ...letter, id: 'l-1b' } };
    expect(await broken({}, [first, other, ...rest])).toEqual({
      'one conversion, one id': 'Error: one has several ids',
    });
  });

  test('is never tested with a forgery', async () => {
    expect(await broken({}, fixtures, {})).toEqual({
      'proved: there are forgeries to refuse': 'Error: Missing forgeries.',
    });
  });
});

describe('adapterLaws accepts an adapter that', () => {
  test.each<[string, Changes]>([
    [
      'creates two events of one conversion',
      {
        toEvents: (p) => [
          ...each(p, () => ({})),
          ...each(p, () => ({ eventName: 'Contact', eventId: `contact of ${p.id}` })),
        ],
      },
    ],
    [
      'reads and calculates with times that are given',
      {
        toEvents: (p, receivedAt) =>
          each(p, ({ eventTime }) => ({
            eventTime: new Date(
              Math.min(Number(eventTime) * 1000, Date.parse(receivedAt.toISOString())),
            ),
          })),
      },
    ],
    [
      'creates events whose visitors denied their consent',
      { toEvents: (p) => each(p, () => ({ visitor: { consent: 'denied' } })) },
    ],
  ])('%s', async (_, changes) => {
    expect(await broken(changes)).toEqual({});
  });
});

describe('a raw value of userData that is sent elsewhere breaks "accepted and private"', () => {
  const leak = (userData: UserData, sent: string): Promise<Record<string, string>> =>
    broken({ toEvents: (p) => each(p, () => ({ userData, customData: { note: sent } })) });

  test.each<[string, UserData, string]>([
    ['firstName', { firstName: 'Wilhelmina' }, 'for WILHELMINA'],
    ['lastName', { lastName: 'Papadopoulou' }, 'papadopoulou'],
    ['city', { city: 'Thessaloniki' }, 'Thessaloniki'],
    ['six characters', { city: 'Athens' }, 'Athens'],
    ['zip', { zip: 'SW1A 1AA' }, 'sw1a 1aa'],
    ['externalId', { externalId: 'customer-7' }, 'customer-7'],
    ['one of several values', { firstName: ['Ann', 'Wilhelmina'] }, 'wilhelmina'],
    ['the digits of dateOfBirth', { dateOfBirth: '1990-01-15' }, 'x19900115'],
  ])('%s', async (_, userData, sent) => {
    expect(await leak({ email: letter.email, ...userData }, sent)).toMatchObject({
      'accepted and private: a letter is accepted and hashed':
        'Error: a raw value of userData was sent',
    });
  });

  test('a value of less than six characters may occur by chance', async () => {
    expect(await leak({ email: letter.email, firstName: 'Maria' }, 'Maria')).toEqual({});
    expect(await leak({ email: letter.email }, 'undefined')).toEqual({});
  });
});

test('the clock, randomness and the network are restored after a check', async () => {
  const before = [globalThis.Date, globalThis.fetch, Math.random];
  const randomValues = crypto.getRandomValues(new Uint8Array(4));
  const throwing: Changes = {
    toEvents: () => {
      throw new Error('no');
    },
  };
  for (const { run } of lawsOf(throwing)) await run().catch(() => undefined);
  expect([globalThis.Date, globalThis.fetch, Math.random]).toEqual(before);
  expect(globalThis.Date).toBe(before[0]);
  expect(crypto.getRandomValues(new Uint8Array(4))).toHaveLength(randomValues.length);
});
