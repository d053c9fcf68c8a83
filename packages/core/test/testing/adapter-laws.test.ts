import { createSandbox } from '@meta-capi/sandbox';
import { describe, expect, test } from 'vitest';
import type { CapiEvent } from '../../src/event/capi-event.ts';
import { adapterLaws, type Fixture } from '../../src/testing/adapter-laws.ts';
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

/** The laws that this adapter breaks. */
async function broken(
  changes: Partial<WebhookAdapter<Letter>>,
  given: Fixture<Letter>[] = fixtures,
  forgeries: Record<string, () => Request> = { 'a wrong stamp': () => post('forged') },
): Promise<string[]> {
  const graph = createSandbox({ strict: true }).fetch;
  const adapter = { ...good, ...changes };
  const names: string[] = [];
  for (const { name, run } of adapterLaws({ adapter, fixtures: given, graph, forgeries })) {
    await run().catch(() => names.push(name.replace(/^paper-mail: (one conversion|\w+).*$/, '$1')));
  }
  return [...new Set(names)];
}

describe('adapterLaws finds an adapter that', () => {
  test('keeps them all: nothing', async () => {
    expect(await broken({})).toEqual([]);
  });

  test.each<[string, string, Partial<WebhookAdapter<Letter>>]>([
    [
      'reads the clock',
      'pure',
      { toEvents: (p) => (isLetter(p) ? [{ ...eventOf(p), eventTime: Date.now() / 1000 }] : []) },
    ],
    [
      'takes a random id',
      'pure',
      { toEvents: (p) => (isLetter(p) ? [{ ...eventOf(p), eventId: String(Math.random()) }] : []) },
    ],
    [
      'changes what it is given',
      'pure',
      { toEvents: (p) => (isLetter(p) ? [eventOf(Object.assign(p, { id: `${p.id}!` }))] : []) },
    ],
    ['throws at junk', 'total', { toEvents: (p) => (p.email === undefined ? [] : [eventOf(p)]) }],
    ['makes events of junk', 'total', { toEvents: (p) => [eventOf(isLetter(p) ? p : letter)] }],
    ['makes nothing of a conversion', 'meaning', { toEvents: () => [] }],
    [
      'makes what Meta refuses',
      'accepted',
      { toEvents: (p) => (isLetter(p) ? [{ ...eventOf(p), userData: {} }] : []) },
    ],
    [
      'sends what should be hashed',
      'accepted',
      {
        toEvents: (p) =>
          isLetter(p)
            ? [
                {
                  ...eventOf(p),
                  customData: { note: p.email.replace('@', ' ') },
                  userData: { email: p.email, firstName: p.email.replace('@', ' ') },
                },
              ]
            : [],
      },
    ],
    ['verifies no sender', 'proved', { receive: (request) => request.json() as Promise<Letter> }],
    [
      'receives something else',
      'proved',
      {
        receive: async (request) => {
          await good.receive(request);
          return { ...letter, id: 'other' };
        },
      },
    ],
    [
      'gives every conversion one id',
      'one conversion',
      { toEvents: (p) => (isLetter(p) ? [{ ...eventOf(p), eventId: 'same' }] : []) },
    ],
  ])('%s breaks "%s"', async (_, law, changes) => {
    const copies = fixtures.map((fixture) => ({ ...fixture, payload: { ...fixture.payload } }));
    expect(await broken(changes, copies)).toContain(law);
  });

  test('gives one conversion two ids', async () => {
    const [first, copy, ...rest] = fixtures;
    if (first === undefined || copy === undefined) throw new Error('no fixtures');
    const other = { ...copy, payload: { ...letter, id: 'l-1b' } };
    expect(await broken({}, [first, other, ...rest])).toEqual(['one conversion']);
  });

  test('is never tried with a forgery', async () => {
    expect(await broken({}, fixtures, {})).toEqual(['proved']);
  });
});
