import { describe, expect, test } from 'vitest';
import { prepared, refusal, taken, warnings } from './judged.ts';

const content = { id: 'sku-1', quantity: 1 };
const segment = 'new_customer_to_business';

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
const keys: readonly [key: string, takes: readonly unknown[], refuses: readonly unknown[]][] = [
  ['value', [0, 12.5, 1e9], [-1, '12.5', Number.NaN, Number.POSITIVE_INFINITY, true, [1]]],
  ['currency', ['EUR', 'usd', 'JPY'], ['EURO', 'EU', '€', 'XYZ', ' EUR', 978, ['EUR']]],
  ['content_ids', [['sku-1', 7], []], ['sku-1', 7, [''], [' '], [1.5], ['a', {}], [null, 'a']]],
  [
    'contents',
    [
      [content],
      [{ ...content, id: 7, quantity: 0.5 }, content],
      [{ ...content, item_price: 0, title: 'Tea', delivery_category: 'home_delivery' }],
      [],
    ],
    [
      content,
      'sku-1',
      ['sku-1'],
      [null],
      [[]],
      [{ id: 'sku-1' }],
      [{ quantity: 1 }],
      [{ ...content, id: ' ' }],
      [{ ...content, quantity: 0 }],
      [{ ...content, quantity: -1 }],
      [{ ...content, quantity: '1' }],
      [{ ...content, item_price: -1 }],
      [{ ...content, item_price: '9.99' }],
      [{ ...content, delivery_category: 'drone' }],
      [content, { id: 'sku-2' }],
    ],
  ],
  [
    'content_type',
    ['product', 'product_group', 'hotel'],
    ['Product', 'product group', '_x', 'product2', '', 7, ['product']],
  ],
  ['content_name', ['Tea', ''], [7, true, {}, ['Tea']]],
  ['content_category', ['Drinks > Tea'], [7]],
  ['order_id', ['o-1'], [7]],
  ['num_items', [0, 3], [-1, 1.5, '3', 2 ** 53, [3]]],
  ['predicted_ltv', [0, 99.5], [-1, '99.5']],
  ['net_revenue', [12.5, 0, -3], ['12.5', true]],
  ['search_string', ['green tea'], [7]],
  ['status', [true, false, 'done'], [1, {}, []]],
  ['delivery_category', ['in_store', 'curbside', 'home_delivery'], ['drone', '', 7, ['in_store']]],
  ['item_number', ['1'], [1]],
  ['event_source', ['crm'], [7]],
  ['lead_event_source', ['ActiveCampaign'], [7]],
  [
    'customer_segmentation',
    [segment, 'existing_customer_to_medium', 'customer_in_loyalty_program'],
    ['loyal', 'toString', '', 7, [segment]],
  ],
];

const accepted = keys.flatMap(([key, takes]) => takes.map((value) => [key, value] as const));
const refused = keys.flatMap(([key, , refuses]) => refuses.map((value) => [key, value] as const));

describe('each of Meta’s own keys', () => {
  test.each(accepted)('%s takes %j, and it is sent as it is', async (key, value) => {
    const customData = { currency: 'EUR', [key]: value };
    expect((await taken({ customData })).custom_data).toEqual(customData);
  });

  test.each(refused)('%s does not take %j', (key, value) => {
    expect(refusal({ customData: { [key]: value } })).toContain(
      `invalid_custom_data customData.${key}`,
    );
  });

  test.each(keys.map(([key]) => key))('%s may be left empty', async (key) => {
    expect((await taken({ customData: { [key]: null } })).custom_data).toBeUndefined();
    expect((await taken({ customData: { [key]: undefined } })).custom_data).toBeUndefined();
    const { custom_data } = await taken({ customData: { [key]: null, mine: null } });
    expect(custom_data).toEqual({ mine: null });
  });

  test.each([
    ['contentIds', 'content_ids'],
    ['content-type', 'content_type'],
    ['Value', 'value'],
    ['predictedLTV', 'predicted_ltv'],
  ])('%s is a slip for %s', (key, meant) => {
    const customData = { [key]: 'x' };
    const issue = `invalid_custom_data customData.${key}`;
    expect(refusal({ customData })).toEqual(['invalid_event', issue]);
    const { issues } = Object(prepared({ customData }));
    expect(issues[0].message).toContain(`"${meant}"`);
  });
});

test.each<[string, object, string]>([
  ['a list', { content_ids: ['call 650-555-1212', 'maria@example.com'] }, 'content_ids[0]'],
  ['an object', { contents: [{ id: 'maria@example.com', quantity: 0 }] }, 'contents[0].id'],
  ['what is required', { value: 1, currency: 'maria@example.com' }, 'currency'],
])('one thing is said of a key, although more is wrong: %s', (_, customData, path) => {
  expect(
    refusal({ eventName: 'Purchase', customData: { value: 1, currency: 'EUR', ...customData } }),
  ).toEqual(['invalid_event', `invalid_custom_data customData.${path}`]);
});

describe('a key of the caller’s own', () => {
  test.each([
    ['country', 'DE'],
    ['city', 'Berlin'],
    ['name', 'Tea'],
    ['toString', 'x'],
    ['a key', 1],
    ['παραγγελία', true],
    ['mine', null],
  ])('is sent as it is: %s', async (key, value) => {
    expect((await taken({ customData: { [key]: value } })).custom_data).toEqual({ [key]: value });
  });

  test.each([
    'em',
    'ph',
    'fn',
    'external_id',
    'lead_id',
    'email',
    'eMail',
    'phone_number',
    'firstName',
    'dateOfBirth',
    'userData',
    'client_ip_address',
    'fbp',
  ])('is not about the person: %s', (key) => {
    expect(refusal({ customData: { [key]: 'x' } })).toEqual([
      'invalid_event',
      `invalid_custom_data customData.${key}`,
    ]);
  });

  test.each(['event_id', 'eventTime', 'custom_data', 'opt_out', 'dataProcessingOptions'])(
    'does not belong beside it: %s',
    (key) => {
      expect(refusal({ customData: { [key]: 'x' } })).toEqual([
        'invalid_event',
        `invalid_custom_data customData.${key}`,
      ]);
    },
  );
});

describe('a Purchase', () => {
  test.each<[string, object | undefined, string[]]>([
    ['value', { currency: 'EUR' }, ['missing_value customData.value']],
    ['value', { currency: 'EUR', value: null }, ['missing_value customData.value']],
    ['currency', { value: 1 }, ['missing_currency customData.currency']],
    [
      'either',
      undefined,
      ['missing_value customData.value', 'missing_currency customData.currency'],
    ],
  ])('cannot do without %s', (_, customData, issues) => {
    expect(refusal({ eventName: 'Purchase', customData })).toEqual(['invalid_event', ...issues]);
  });

  test('of nothing is one', async () => {
    const customData = { value: 0, currency: 'EUR' };
    const wire = await taken({ eventName: 'Purchase', customData });
    expect(wire.custom_data).toEqual(customData);
  });
});

test('a value says little without its currency', () => {
  const warning = ['value_without_currency customData.currency'];
  expect(warnings({ customData: { value: 1 } })).toEqual(warning);
  expect(warnings({ customData: { value: 1, currency: null } })).toEqual(warning);
  expect(warnings({ customData: { value: 1, currency: 'EUR' } })).toEqual([]);
  expect(warnings({ customData: { content_name: 'Tea' } })).toEqual([]);
});

describe('custom data as a whole', () => {
  test.each([undefined, null, {}])('may be %j', async (customData) => {
    expect(await taken({ customData })).not.toHaveProperty('custom_data');
  });

  test.each<[string, unknown]>([
    ['text', 'value=1'],
    ['a number', 1],
    ['a list', [{ value: 1 }]],
    ['a Date, which is text in JSON', new Date()],
    ['an address', new URL('https://shop.example.com/')],
  ])('is not %s', (_, customData) => {
    expect(refusal({ customData })).toEqual(['invalid_event', 'invalid_custom_data customData']);
  });
});
