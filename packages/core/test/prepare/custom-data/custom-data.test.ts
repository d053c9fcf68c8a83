import { describe, expect, test } from 'vitest';
import { prepared, refusal, taken, warnings } from '../rules/judged.ts';

const content = { id: 'sku-1', quantity: 1 };
const segment = 'new_customer_to_business';

type Converted = readonly [given: unknown, sent: unknown];

// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/custom-data
const keys: readonly [
  key: string,
  takes: readonly unknown[],
  converts: readonly Converted[],
  refuses: readonly unknown[],
][] = [
  [
    'value',
    [0, 12.5, 1e9],
    [
      ['142.52', 142.52],
      [' 12 ', 12],
      ['1,299.00', 1299],
      ['1.299,50', 1299.5],
      ['12,50', 12.5],
      ['12,5', 12.5],
      ['0.001', 0.001],
      ['.5', 0.5],
      ['12.', 12],
      // As the French and the Swiss write it, with each kind of space and apostrophe.
      ['1 299,00', 1299],
      ['1\u00a0299,50', 1299.5],
      ['12\u202f345', 12_345],
      ['1\u2009299.5', 1299.5],
      ["1'299.00", 1299],
      ['1’234’567', 1_234_567],
      ['12.50 EUR', 12.5],
      ['eur 1.299,50', 1299.5],
      [10n, 10],
      // The BSON type of MongoDB, as its toJSON writes it.
      [{ toJSON: () => ({ $numberDecimal: '142.52' }) }, 142.52],
      [{ $numberDecimal: '7' }, 7],
      // Prisma, decimal.js and Mongo print money as text.
      [{ toJSON: () => '142.52' }, 142.52],
      ['1'.padStart(40, '0'), 1],
    ],
    [
      -1,
      '-1',
      '1,299',
      '1.299',
      '+12.500',
      '12.50 USD',
      '1.299 EUR',
      'EUR',
      '1 29,00',
      "1'2345",
      "1 299'000",
      { $numberDecimal: 'NaN' },
      // Longer than any amount.
      '1'.padStart(41, '0'),
      { $numberDecimal: '5', currency: 'EUR' },
      '€12.50',
      '',
      'free',
      '1.2.3',
      '1e3',
      Number.NaN,
      Number.POSITIVE_INFINITY,
      true,
      [1],
      {},
    ],
  ],
  [
    'currency',
    ['EUR', 'JPY'],
    [
      ['usd', 'USD'],
      [' eur ', 'EUR'],
    ],
    ['EURO', 'EU', '€', 'XYZ', 978, ['EUR'], ''],
  ],
  [
    'content_ids',
    [['sku-1', 7], []],
    [
      ['sku-1', ['sku-1']],
      [7, [7]],
      [[null, 'a'], ['a']],
      [[undefined, 'a'], ['a']],
      [[12n], [12]],
      [[2n ** 64n], ['18446744073709551616']],
    ],
    [[''], [' '], [1.5], [{}], ['212-555-0123'], true],
  ],
  [
    'contents',
    [
      [content],
      [{ ...content, id: 7, quantity: 0.5 }, content],
      [{ ...content, item_price: 0, title: 'Tea', delivery_category: 'home_delivery' }],
      [{ ...content, my_own: null }],
      [],
    ],
    [
      [content, [content]],
      [[null, content], [content]],
      [[undefined, content], [content]],
      [[{ ...content, quantity: '2' }], [{ ...content, quantity: 2 }]],
      [[{ ...content, item_price: '9.99' }], [{ ...content, item_price: 9.99 }]],
      [[{ ...content, item_price: null }], [content]],
      [[{ ...content, title: null, brand: 7 }], [{ ...content, brand: '7' }]],
      [
        [{ ...content, delivery_category: 'In Store' }],
        [{ ...content, delivery_category: 'in_store' }],
      ],
      [[{ ...content, id: 12n, quantity: 3n }], [{ id: 12, quantity: 3 }]],
    ],
    [
      'sku-1',
      ['sku-1'],
      [[]],
      [{ id: 'sku-1' }],
      [{ quantity: 1 }],
      [{ id: 'sku-1', quantity: null }],
      [{ ...content, id: ' ' }],
      [{ ...content, id: null }],
      [{ ...content, quantity: 0 }],
      [{ ...content, quantity: -1 }],
      [{ ...content, quantity: 'two' }],
      [{ ...content, quantity: '1.299' }],
      // A SKU that looks like an American telephone number.
      [{ ...content, id: '212-555-0123' }],
    ],
  ],
  [
    'content_type',
    ['product', 'product_group', 'hotel'],
    [
      ['Product', 'product'],
      ['Product Group', 'product_group'],
      ['product-group', 'product_group'],
      [' Product\n', 'product'],
    ],
    ['_x', 'product2', '', 7, ['product']],
  ],
  ['content_name', ['Tea', ''], [[7, '7']], [true, {}, ['Tea'], 'ask ann@example.com']],
  ['content_category', ['Drinks > Tea'], [[7, '7']], [false]],
  [
    'order_id',
    ['o-1'],
    [
      [1001, '1001'],
      [2n ** 64n, '18446744073709551616'],
    ],
    [2 ** 53, true, ['o-1'], '+49 30 1234567'],
  ],
  [
    'num_items',
    [0, 3],
    [
      ['4', 4],
      [4n, 4],
    ],
    [-1, 1.5, '1.5', 2 ** 53, [3], 'four'],
  ],
  ['predicted_ltv', [0, 99.5], [['99.5', 99.5]], [-1, 'much', '1.299']],
  [
    'net_revenue',
    [12.5, 0, -3],
    [
      ['12.5', 12.5],
      ['-3', -3],
    ],
    [true, '3-', '-1.299'],
  ],
  ['search_string', ['green tea'], [[7, '7']], [{}]],
  ['status', [true, false, 'done'], [], [1, {}, []]],
  [
    'delivery_category',
    ['in_store', 'curbside', 'home_delivery'],
    [['Home Delivery', 'home_delivery']],
    ['drone', '', 7, ['in_store']],
  ],
  ['item_number', ['1'], [[1, '1']], [true]],
  ['event_source', ['crm'], [], [true]],
  ['lead_event_source', ['ActiveCampaign'], [], [[]]],
  [
    'customer_segmentation',
    [segment, 'existing_customer_to_medium', 'customer_in_loyalty_program'],
    [['New customer to business', segment]],
    ['loyal', 'toString', '', 7, [segment]],
  ],
];

const accepted = keys.flatMap(([key, takes]) => takes.map((value) => [key, value] as const));
const converted = keys.flatMap(([key, , converts]) =>
  converts.map(([given, sent]) => [key, given, sent] as const),
);
const refused = keys.flatMap(([key, , , refuses]) => refuses.map((value) => [key, value] as const));

describe('each of Meta’s own keys', () => {
  test.each(accepted)('%s takes %j, and it is sent as it is', async (key, value) => {
    const customData = { currency: 'EUR', [key]: value };
    expect((await taken({ customData })).custom_data).toEqual(customData);
  });

  test.each(converted)('%s of %o is sent as %o, without a warning', async (key, value, sent) => {
    const customData = { currency: 'EUR', [key]: value };
    expect((await taken({ customData })).custom_data).toEqual({ currency: 'EUR', [key]: sent });
    expect(warnings({ customData })).toEqual([]);
  });

  test.each(refused)('%s of %o alone is left out, with one warning', async (key, value) => {
    const customData = { my_own: 'tea', [key]: value };
    const [warning, ...others] = warnings({ customData });
    expect(warning).toContain(`invalid_custom_data customData.${key}`);
    expect(others).toEqual([]);
    expect((await taken({ customData })).custom_data).toEqual({ my_own: 'tea' });
  });

  test('one wrong line of a cart is left out, the others are sent', async () => {
    const contents = [content, { id: 'sku-2' }, { ...content, id: 'sku-3', item_price: -1 }];
    const customData = { contents, content_ids: ['sku-1', '', 'sku-3'] };
    expect((await taken({ customData })).custom_data).toEqual({
      contents: [content, { ...content, id: 'sku-3' }],
      content_ids: ['sku-1', 'sku-3'],
    });
    expect(warnings({ customData })).toEqual([
      'invalid_custom_data customData.contents[1].quantity',
      'invalid_custom_data customData.content_ids[1]',
    ]);
  });

  test('a wrong price costs the price alone', async () => {
    const customData = { contents: [content, { ...content, item_price: -1 }] };
    expect(warnings({ customData })).toEqual([
      'invalid_custom_data customData.contents[1].item_price',
    ]);
    expect((await taken({ customData })).custom_data).toStrictEqual({
      contents: [content, content],
    });
  });

  test.each<[string, unknown, string]>([
    ['value', 'much', 'must be a number of major units, 0 or more (12.5 for €12.50).'],
    ['value', '1.299', 'may mean thousands or three decimals: give a number (12.5 for €12.50).'],
    ['net_revenue', true, 'must be a number of major units (12.5 for €12.50).'],
    ['net_revenue', '1.299', 'may mean thousands or three decimals: give a number'],
    ['currency', 'EURO', 'must be an ISO 4217 code, e.g. "EUR".'],
    ['content_ids', [{}], 'must be an id, text or a whole number.'],
    ['contents', ['sku-1'], 'must be an object with an id and a quantity.'],
    ['contents', [{ quantity: 1 }], '.id was left out: it must be text or a whole number.'],
    ['contents', [{ id: 'a' }], '.quantity was left out: it must be a number above 0.'],
    ['content_type', 7, 'must be "product", "product_group" or another catalogue type.'],
    ['content_name', true, 'must be text.'],
    ['order_id', 2 ** 53, 'above 2^53, which has lost digits: give text.'],
    ['num_items', 1.5, 'must be a whole number, 0 or more.'],
    ['status', 1, 'must be true or false.'],
    ['delivery_category', 'drone', 'must be one of curbside, home_delivery, in_store.'],
    ['customer_segmentation', 'loyal', 'must be one of customer_in_loyalty_program, existing'],
    ['email', 'x', 'is customer information, which goes into userData.'],
    ['event_id', 'x', 'goes beside customData, not into it.'],
    ['maria@example.com', 1, 'has a key that is personal data, which goes into userData.'],
  ])('the warning about %s of %j says %s', (key, value, problem) => {
    const { warnings: found } = Object(prepared({ customData: { [key]: value } }));
    expect(found).toMatchObject([{ message: expect.stringContaining(problem) }]);
  });

  test('only a currency may be an odd currency', () => {
    expect(warnings({ customData: { content_name: 'XAU' } })).toEqual([]);
  });

  test.each(keys.map(([key]) => key))('%s may be left empty', async (key) => {
    expect((await taken({ customData: { [key]: null } })).custom_data).toBeUndefined();
    expect((await taken({ customData: { [key]: undefined } })).custom_data).toBeUndefined();
    const { custom_data } = await taken({ customData: { [key]: null, mine: null } });
    expect(custom_data).toEqual({ mine: null });
  });

  test.each([
    ['contentIds', 'content_ids', ['sku-1'], ['sku-1']],
    ['content-type', 'content_type', 'Product', 'product'],
    ['OrderID', 'order_id', 1001, '1001'],
    ['predictedLTV', 'predicted_ltv', '5', 5],
  ])('%s is sent as %s, with a warning', async (key, meant, value, sent) => {
    const customData = { [key]: value };
    expect((await taken({ customData })).custom_data).toEqual({ [meant]: sent });
    expect(warnings({ customData })).toEqual([`custom_data_key_spelling customData.${key}`]);
    const both = { [key]: value, [meant]: sent };
    expect((await taken({ customData: both })).custom_data).toEqual({ [meant]: sent });
    expect(warnings({ customData: both })).toEqual([`invalid_custom_data customData.${key}`]);
  });

  test('a misspelt key without a value says nothing', () => {
    for (const contentIds of [undefined, null]) {
      expect(warnings({ customData: { contentIds, content_ids: ['sku-1'] } })).toEqual([]);
    }
  });

  test('a misspelt key with a wrong value is left out, and not called sent', () => {
    const customData = { contentType: 7, order_id: 'o-1' };
    expect(warnings({ customData })).toEqual(['invalid_custom_data customData.contentType']);
  });

  test('the first of two misspelt keys is sent', async () => {
    const customData = { contentIds: ['sku-1'], ContentIDs: ['sku-2'] };
    expect((await taken({ customData })).custom_data).toEqual({ content_ids: ['sku-1'] });
    expect(warnings({ customData })).toEqual([
      'custom_data_key_spelling customData.contentIds',
      'invalid_custom_data customData.ContentIDs',
    ]);
  });
});

test.each<[string, object, string]>([
  ['a list', { content_ids: ['call 650-555-1212', 'maria@example.com'] }, 'content_ids[0]'],
  ['an object', { contents: [{ id: 'maria@example.com', quantity: 0 }] }, 'contents[0].id'],
])('one thing is said of a key, although more is wrong: %s', (_, rest, path) => {
  const customData = { value: 1, currency: 'EUR', ...rest };
  expect(warnings({ eventName: 'Purchase', customData })).toEqual([
    `invalid_custom_data customData.${path}`,
  ]);
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
    'whatsapp_business_account_id',
  ])('is not about the person: %s', async (key) => {
    const customData = { [key]: 'x', order_id: 'o-1' };
    expect(warnings({ customData })).toEqual([`invalid_custom_data customData.${key}`]);
    expect((await taken({ customData })).custom_data).toEqual({ order_id: 'o-1' });
  });

  test.each(['event_id', 'eventTime', 'custom_data', 'opt_out', 'dataProcessingOptions'])(
    'does not belong beside it: %s',
    async (key) => {
      const customData = { [key]: 'x', order_id: 'o-1' };
      expect(warnings({ customData })).toEqual([`invalid_custom_data customData.${key}`]);
      expect((await taken({ customData })).custom_data).toEqual({ order_id: 'o-1' });
    },
  );

  test('costs nothing else where reading it throws', async () => {
    const customData = {
      order_id: 'o-1',
      get mine(): never {
        throw new Error('boom');
      },
    };
    expect(warnings({ customData })).toEqual(['invalid_custom_data customData.mine']);
    expect((await taken({ customData })).custom_data).toEqual({ order_id: 'o-1' });
  });
});

// 1299 in Greece and Germany, 1.299 in Britain.
describe('text with a separator and three digits', () => {
  const currencies = ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND', 'kwd '];

  test.each(currencies)('has three decimals in %s', async (currency) => {
    const contents = [{ ...content, item_price: '1.299' }];
    const customData = { value: '1.299', net_revenue: '-1.299', currency, contents };
    expect((await taken({ eventName: 'Purchase', customData })).custom_data).toMatchObject({
      value: 1.299,
      net_revenue: -1.299,
      contents: [{ ...content, item_price: 1.299 }],
    });
  });

  test.each(['1.299', '1,299'])('costs no other field, nor a lead: %s', async (value) => {
    const contents = [{ ...content, item_price: value }];
    const customData = { value, currency: 'EUR', contents };
    expect((await taken({ customData })).custom_data).toEqual({
      currency: 'EUR',
      contents: [content],
    });
  });

  test.each(['1.299', '1,299', ' 12.500'])('is no value of a Purchase: %s', (value) => {
    const event = { eventName: 'Purchase', customData: { value, currency: 'EUR' } };
    expect(refusal(event)).toEqual(['invalid_event', 'invalid_custom_data customData.value']);
    const { issues } = Object(prepared(event));
    expect(issues[0].message).toContain('thousands or three decimals: give a number');
  });

  test('is a number where it cannot be thousands', async () => {
    const customData = { value: '0.299', currency: 'EUR' };
    expect((await taken({ customData })).custom_data).toEqual({ value: 0.299, currency: 'EUR' });
  });
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

  test.each<[string, object, string]>([
    ['value', { value: -1, currency: 'EUR' }, 'value'],
    ['value', { value: 'free', currency: 'EUR' }, 'value'],
    ['value', { value: Number.NaN, currency: 'EUR' }, 'value'],
    ['currency', { value: 1, currency: 'EURO' }, 'currency'],
    ['currency', { value: 1, currency: 'maria@example.com' }, 'currency'],
  ])('with a wrong %s is refused by Meta: %o', (_, customData, key) => {
    expect(refusal({ eventName: 'Purchase', customData })).toEqual([
      'invalid_event',
      `invalid_custom_data customData.${key}`,
    ]);
  });

  // GTM items without quantity, Commerce Layer's prices, a shop's order numbers.
  test('is not lost because of a detail', async () => {
    const customData = {
      value: '142.52',
      currency: 'eur',
      contents: [{ id: 'sku-1' }, { id: 'sku-2', quantity: '2', item_price: null }],
      content_type: 'Product',
      content_ids: ['212-555-0123', 'sku-2'],
      order_id: 1001,
      num_items: '4',
      note: 'ask ann@example.com',
    };
    const before = structuredClone(customData);
    expect((await taken({ eventName: 'Purchase', customData })).custom_data).toEqual({
      value: 142.52,
      currency: 'EUR',
      contents: [{ id: 'sku-2', quantity: 2 }],
      content_type: 'product',
      content_ids: ['sku-2'],
      order_id: '1001',
      num_items: 4,
    });
    expect(customData).toEqual(before);
    expect(warnings({ eventName: 'Purchase', customData })).toEqual([
      'invalid_custom_data customData.contents[0].quantity',
      'invalid_custom_data customData.content_ids[0]',
      'invalid_custom_data customData.note',
    ]);
  });

  test('of nothing is one', async () => {
    const customData = { value: 0, currency: 'EUR' };
    const wire = await taken({ eventName: 'Purchase', customData });
    expect(wire.custom_data).toEqual(customData);
  });
});

test('a value without its currency is left out: Meta refuses the event for it', async () => {
  const warning = ['value_without_currency customData.currency'];
  for (const currency of [undefined, null]) {
    const customData = { value: 1, currency, content_name: 'Tea' };
    expect(warnings({ customData })).toEqual(warning);
    expect((await taken({ customData })).custom_data).toEqual({ content_name: 'Tea' });
  }
  const wrong = { value: 1, currency: 'EURO' };
  expect(warnings({ customData: wrong })).toEqual([
    'invalid_custom_data customData.currency',
    ...warning,
  ]);
  expect(await taken({ customData: wrong })).not.toHaveProperty('custom_data');
  expect(warnings({ customData: { value: 1, currency: 'EUR' } })).toEqual([]);
  expect(warnings({ customData: { content_name: 'Tea' } })).toEqual([]);
});

describe('custom data as a whole', () => {
  test.each([undefined, null, {}])('may be %j', async (customData) => {
    expect(await taken({ customData })).not.toHaveProperty('custom_data');
    expect(warnings({ customData })).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['text', 'value=1'],
    ['a number', 1],
    ['a list', [{ value: 1 }]],
    ['a Date, which is text in JSON', new Date()],
    ['an address', new URL('https://shop.example.com/')],
  ])('is not %s: it is left out, and a Purchase is refused', async (_, customData) => {
    expect(warnings({ customData })).toEqual(['invalid_custom_data customData']);
    expect(await taken({ customData })).not.toHaveProperty('custom_data');
    expect(refusal({ eventName: 'Purchase', customData })).toEqual([
      'invalid_event',
      'missing_value customData.value',
      'missing_currency customData.currency',
      'invalid_custom_data customData',
    ]);
  });

  test('may be a document that prints itself', async () => {
    const customData = { toJSON: () => ({ order_id: 1001 }) };
    expect((await taken({ customData })).custom_data).toEqual({ order_id: '1001' });
  });
});
