import { describe, expect, test } from 'vitest';
import { prepared, taken, warnings } from '../rules/judged.ts';

/** What any JSON would carry: https://tc39.es/ecma262/#sec-json.stringify */
describe('custom data are sent as JSON carries them', () => {
  test.each<[string, unknown]>([
    ['text', 'tea'],
    ['numbers', [0, -1.5, 1e21]],
    ['truth', [true, false, null]],
    ['lists of lists', [[[1], []], [[]]]],
    ['objects of objects', { a: { b: { c: {} } } }],
    ['holes in lists', [1, undefined, 2]],
    ['keys without a value', { a: undefined, b: 1 }],
    ['a Date', new Date(0)],
    ['a Date within a list', [new Date(0), { at: new Date(1) }]],
    ['an address', new URL('https://shop.example.com/tea')],
    ['what tells JSON itself', { toJSON: () => ({ amount: 12.5 }) }],
    ['what tells JSON nothing', { toJSON: () => null }],
    ['what tells JSON a list', { toJSON: () => [1, 'two'] }],
    ['a key that is called toJSON', { toJSON: 'tea' }],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['keys of its prototype', Object.assign(Object.create({ inherited: 1 }), { a: 1 })],
    ['the same object twice', Array(2).fill({ a: 1 })],
  ])('%s', async (_, mine) => {
    const { custom_data } = await taken({ customData: { mine } });
    expect(JSON.stringify(custom_data)).toBe(JSON.stringify({ mine }));
  });

  test.each<[string, string, unknown]>([
    ['NaN', 'mine', Number.NaN],
    ['an infinite number', 'mine', Number.NEGATIVE_INFINITY],
    ['a function', 'mine', () => 1],
    ['a symbol', 'mine', Symbol('tea')],
    ['an invalid Date', 'mine', new Date(Number.NaN)],
    ['what tells JSON an object that tells more', 'mine', { toJSON: () => new Date(0) }],
    ['a place within a list', 'mine[1]', [1, Symbol('tea')]],
    ['a place within an object', 'mine.a[0].b', { a: [{ b: Symbol('tea') }] }],
    ['an address of somebody', 'mine', 'maria@example.com'],
    ['… that an object tells JSON', 'mine', { toJSON: () => 'maria@example.com' }],
    ['… as a link writes it', 'mine[0]', ['https://shop.example/?m=maria%40example.com']],
    ['a phone number', 'mine.note', { note: 'call +49 30 1234567' }],
    ['an address for a key', 'mine', { 'maria@example.com': 1 }],
    ['a phone number for a key', 'mine.a', { a: { '650-555-1212': 1 } }],
    ['what stands under an odd key', 'mine.(odd key)', { 'Maria Silva': Number.NaN }],
    ['what stands under a long one', 'mine.(odd key)', { ['a'.repeat(41)]: Number.NaN }],
  ])('but not %s, which is left out with a warning', async (_, path, mine) => {
    const customData = { mine, order_id: 'o-1' };
    expect(warnings({ customData })).toEqual([`invalid_custom_data customData.${path}`]);
    expect((await taken({ customData })).custom_data).toMatchObject({ order_id: 'o-1' });
  });

  test.each<[unknown, string]>([
    [Number.NaN, 'must be a finite number'],
    [() => 1, 'is a function, which JSON cannot carry'],
    [Symbol('tea'), 'is a symbol, which JSON cannot carry'],
    [new Date(Number.NaN), 'is an invalid Date'],
    ['maria@example.com', 'holds an e-mail address or a phone number, which goes into userData'],
    [{ 'maria@example.com': 1 }, 'has a key that is personal data, which goes into userData'],
  ])('and the warning about %o says that it %s', (mine, problem) => {
    const message = expect.stringMatching(/^customData\.mine was left out: it /);
    const { warnings: found } = Object(prepared({ customData: { mine } }));
    expect(found).toMatchObject([{ message }]);
    expect(found[0].message).toContain(problem);
  });

  test.each<[string, unknown, unknown]>([
    ['a bigint', 10n, 10],
    ['a bigint above 2^53', 2n ** 64n, '18446744073709551616'],
    ['what tells JSON a bigint', { toJSON: () => 10n }, 10],
    ['a list without what is refused', ['a', 'maria@example.com', 'b'], ['a', 'b']],
    ['an object without what is refused', { a: 1, b: 'maria@example.com' }, { a: 1 }],
    ['text that was cut inside an emoji', 'tea \ud83c', 'tea \ufffd'],
    ['… at its beginning', '\udf75 tea', '\ufffd tea'],
    ['… in both halves, the wrong way round', '\udf75\ud83c', '\ufffd\ufffd'],
    ['a whole emoji', 'tea \ud83c\udf75', 'tea 🍵'],
    ['a key that was cut inside an emoji', { 'a\ud83c': 1 }, { 'a\ufffd': 1 }],
  ])('%s is made what JSON can carry', async (_, mine, sent) => {
    const { custom_data } = await taken({ customData: { mine } });
    expect(custom_data).toEqual({ mine: sent });
    expect(JSON.stringify(custom_data)).not.toMatch(/\\ud[89a-f]/);
  });

  test('a prototype cannot be set at any depth, and what is refused leaves no key', async () => {
    const mine: unknown = JSON.parse('{"a":1,"__proto__":{"polluted":true}}');
    Object.assign(mine as object, { b: undefined, c: 'maria@example.com' });
    const { custom_data } = await taken({ customData: { mine } });
    expect(custom_data).toStrictEqual({ mine: { a: 1 } });
    expect(Object.getPrototypeOf(custom_data?.['mine'])).toBe(Object.prototype);
  });

  test('no text of an event holds half an emoji', async () => {
    const half = 'a\ud83c';
    const wire = await taken({
      eventName: half,
      eventId: half,
      userData: { email: 'maria@example.com', subscriptionId: half },
      visitor: {
        clientUserAgent: `Mozilla/5.0 ${half}`,
        eventSourceUrl: `https://a.example/${half}`,
      },
      customData: { [half]: half, content_name: half },
      originalEventData: { orderId: half },
    });
    expect(wire).toMatchObject({ event_id: 'a\ufffd', event_name: 'a\ufffd' });
    expect(JSON.stringify(wire)).not.toMatch(/\\ud[89a-f]/);
  });

  test('a key that is somebody’s is not repeated, whatever stands under it', () => {
    for (const key of ['maria@example.com', '650-555-1212', 'maria%40example.com']) {
      const said = warnings({ customData: { [key]: 1, mine: { [key]: 1 } } });
      expect(said.join()).not.toContain(key);
      expect(said).toContain('invalid_custom_data customData.(odd key)');
    }
  });
});

describe('what has no end is left out alone, and reported once', () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = [cyclic];
  let bomb: unknown = 'x';
  for (let level = 0; level < 10; level += 1) bomb = Array(10).fill(bomb);
  let deep: unknown = 'x';
  for (let level = 0; level < 1000; level += 1) deep = { deep };

  test.each<[string, unknown]>([
    ['a circle', cyclic],
    ['a bomb', { bomb }],
    ['a well', deep],
    ['two wells', [deep, deep]],
  ])('%s', async (_, mine) => {
    const customData = { mine, value: 1, currency: 'EUR' };
    expect(warnings({ customData })).toEqual(['invalid_custom_data customData.mine']);
    const { custom_data } = await taken({ eventName: 'Purchase', customData });
    expect(custom_data).toEqual({ value: 1, currency: 'EUR' });
  });
});
