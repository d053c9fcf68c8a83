import { prepareEvent } from '@meta-capi/core';
import { holdsPersonalData } from '@meta-capi/core/adapter';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runs } from '../../../core/test/fuzz-runs.ts';
import { withoutPersonalData } from '../../src/track/without-personal-data.ts';

beforeEach(() => void vi.spyOn(console, 'warn').mockReturnValue());
afterEach(() => vi.restoreAllMocks());

it.each([
  'ann@example.com',
  'mailto:ann%40example.com',
  'Hello ann.b+c@mail.example.gr!',
  'άννα@παράδειγμα.ελ',
  'call +44 20 7946 0018',
  'call\n+44\t20\n7946 0018',
  'call "+44 20 7946 0018"',
  'call +44\f20\v7946 0018',
  '"ann"@example.com',
  'tel:%2B49%20170%201234567',
  '(415) 555-0132',
  'order for 415-555-0132',
])('drops the key that holds %s, with one line on the console that does not', (text) => {
  const contents = [{ id: text, quantity: 1 }];
  const customData = { content_name: text, content_category: 'Shoes', contents };

  expect(withoutPersonalData(customData)).toEqual({ content_category: 'Shoes' });
  expect(withoutPersonalData({ [text]: 1 })).toEqual({});
  for (const [line] of vi.mocked(console.warn).mock.calls) expect(line).not.toContain(text);
});

it.each([
  { value: 12.5, currency: 'EUR', num_items: 2, content_ids: ['SKU-7', 8] },
  { content_name: 'logo@2x.png', order_id: '2026-11-27-0001', predicted_ltv: 1e12 },
  { content_name: '+10 %', status: true, contents: [{ id: 'a', quantity: 1, item_price: 3 }] },
  {
    contents: [
      { id: 'size@2', quantity: 1, note: 'a.b' },
      { id: '+1', quantity: 1 },
    ],
  },
  { content_name: '@shop', content_ids: ['@shop.example'] },
  { nothing: null, missing: undefined },
  {},
])('keeps %j', (customData) => {
  expect(withoutPersonalData(customData)).toEqual(customData);
  expect(console.warn).not.toHaveBeenCalled();
});

it('keeps the subscription that the Pixel names in its own data', () => {
  expect(withoutPersonalData({ subscription_id: 'sub_1' })).toEqual({ subscription_id: 'sub_1' });
});

it('drops a key whose value is cyclic or cannot be read, and keeps the others', () => {
  const circle: Record<string, unknown> = { id: 'a' };
  circle['all'] = [circle, circle, circle];
  const deep = JSON.parse('['.repeat(5000) + ']'.repeat(5000)) as unknown;
  const customData = {
    value: 5,
    circle,
    deep,
    big: 5n,
    get broken(): never {
      throw new TypeError('mine');
    },
  };

  expect(withoutPersonalData(customData as never)).toMatchObject({ value: 5, big: 5n });
  expect(Object.keys(withoutPersonalData(customData as never))).not.toContain('circle');
  expect(Object.keys(withoutPersonalData(customData as never))).not.toContain('broken');
  expect(console.warn).toHaveBeenCalledTimes(3);
});

it('takes missing data for none', () => {
  expect(withoutPersonalData(undefined as never)).toEqual({});
});

it(`drops whatever the server rejects (${runs(2000)} runs)`, () => {
  const parts = 'a Ω @ . co + %2B %40 %20 - ( ) 1 44 415 0132 x = : %C3%A9 2x.png _ /'.split(' ');
  const around = fc.array(fc.constantFrom(' ', ...parts), { maxLength: 4 });
  const personal = fc.constantFrom(
    'ann@example.com',
    'Ω%40x.gr',
    'a%2540b.co',
    '+44 20 7946 0018',
    '%2B49%20170%201234567',
    '(415) 555-0132',
    '415-555-0132',
  );
  const text = fc.tuple(around, personal, around).map((each) => each.flat().join(''));
  fc.assert(
    fc.property(text, (name) => {
      fc.pre(holdsPersonalData(name));
      expect(withoutPersonalData({ content_name: name })).toEqual({});
    }),
    { numRuns: runs(2000) },
  );
});

it(`drops whatever key the server drops as customer information (${runs(2000)} runs)`, () => {
  const words =
    'em email ph phone number fn first last name full ge db ct st zp external subscription lead anon mad page scoped user id data date of birth birthday client ip address agent fbp fbc partner app country city value content shoe size'.split(
      ' ',
    );
  const key = fc
    .tuple(
      fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '_', '-', ' '),
      fc.boolean(),
    )
    .map(([parts, separator, isUpper]) => {
      const text = parts.join(separator);
      return isUpper ? text.toUpperCase() : text;
    });
  fc.assert(
    fc.property(key, (name) => {
      const prepared = prepareEvent(
        {
          eventName: 'Lead',
          eventId: 'lead-1',
          eventTime: new Date(),
          userData: { email: 'ann@example.com' },
          customData: { [name]: 'Kim' },
        },
        { whenConsentUnknown: 'send' },
      );
      const isPersonal = JSON.stringify(prepared).includes('it is customer information');
      const isKept = name in withoutPersonalData({ [name]: 'Kim' });
      expect(isKept).toBe(!isPersonal || name === 'subscription_id');
    }),
    { numRuns: runs(2000) },
  );
});
