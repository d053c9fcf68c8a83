import fc from 'fast-check';
import type { CapiEvent } from '../src/event/capi-event.ts';
import { standardEventNames } from '../src/event/standard-events.ts';
import { userDataKeys } from '../src/prepare/user-data/keys.ts';

const now = Math.floor(Date.now() / 1000);

/** Something for a field: mostly what belongs there, now and then anything at all. */
function mostly<Value>(good: fc.Arbitrary<Value>): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 100, arbitrary: good },
    { weight: 1, arbitrary: fc.anything({ withBigInt: true, withDate: true, withMap: true }) },
  );
}

const texts = fc.oneof(
  fc.constantFrom(
    'maria@example.com',
    'Maria',
    'O’Brien-Łukasz',
    '+49 30 1234567',
    '+49 (030) 1234567',
    '3.1E+11',
    '(650)555-1212',
    '2/16/1997',
    '1997-02-16',
    'f',
    'Female',
    'São Paulo',
    'California',
    'SW1A-1AA',
    '94035-1234',
    'GB',
    'United States',
    'null',
    'n/a',
    'a'.repeat(64),
    `${'B'.repeat(64)}.AQQAAQMC`,
    'd41d8cd98f00b204e9800998ecf8427e',
    '123456789012345',
  ),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
);

const userData = fc.dictionary(
  fc.constantFrom(...Object.keys(userDataKeys)),
  mostly(fc.oneof(texts, fc.array(texts, { maxLength: 3 }), fc.constant(null))),
  { maxKeys: 8, noNullPrototype: true },
);

const ids = fc.oneof(
  fc.constantFrom(`fb.1.${(now - 60) * 1000}.1116446470`, `fb.1.${(now - 60) * 1000}.IwAR2F4-x`),
  fc.string(),
);

const visitor = fc.record(
  {
    fbp: mostly(ids),
    fbc: mostly(ids),
    clientIpAddress: mostly(fc.oneof(fc.ipV4(), fc.ipV6())),
    clientUserAgent: mostly(fc.constantFrom('Mozilla/5.0 (X11)', 'Mozilla/5.0 (Macintosh)')),
    eventSourceUrl: mostly(fc.webUrl({ withQueryParameters: true, withFragments: true })),
    referrerUrl: mostly(fc.webUrl({ withQueryParameters: true })),
    consent: mostly(fc.constantFrom('granted', 'granted', 'unknown', 'limited')),
  },
  { requiredKeys: [] },
);

const amounts = fc.double({ min: 0, max: 1e9, noNaN: true });
const skus = fc.oneof(fc.uuid(), fc.nat());

const customData = fc.record(
  {
    value: mostly(amounts),
    currency: mostly(fc.constantFrom('EUR', 'usd', 'JPY', 'KWD', 'ISK')),
    content_ids: mostly(fc.array(skus, { maxLength: 3 })),
    contents: mostly(
      fc.array(
        fc.record({ id: skus, quantity: fc.integer({ min: 1, max: 9 }), item_price: amounts }),
        { maxLength: 3 },
      ),
    ),
    content_type: mostly(fc.constantFrom('product', 'product_group')),
    content_name: mostly(fc.string()),
    num_items: mostly(fc.nat()),
    predicted_ltv: mostly(amounts),
    order_id: mostly(fc.string()),
    status: mostly(fc.boolean()),
    delivery_category: mostly(fc.constantFrom('in_store', 'curbside')),
    customer_segmentation: mostly(fc.constant('new_customer_to_business')),
    my_own: fc.jsonValue(),
  },
  { requiredKeys: ['value', 'currency'] },
);

/** Slips that people make in custom data: each is converted or left out, and none may slip through. */
const slips = fc.constantFrom(
  {},
  {},
  {},
  { contentIds: ['sku-1'] },
  { email: 'maria' },
  { event_id: 'e-1' },
  { note: 'call +49 30 1234567' },
  { note: 'call 650-555-1212' },
  { note: 'ask a@b.co' },
  { contents: [{ id: '', quantity: 0 }] },
  { currency: 'EURO' },
  { currency: undefined },
  { value: -1 },
  { value: '1,299.00' },
  { value: 10n },
  { contents: [{ id: 'sku-1' }, { id: 7, quantity: '2', item_price: null }] },
  { content_ids: 'sku-1', content_type: 'Product', order_id: 1001, num_items: '4' },
  { content_name: 'tea \ud83c', ['half \ud83c']: '\udf75' },
);

/** Events as people and adapters write them, with mistakes and worse in them. */
export const anyEvent: fc.Arbitrary<CapiEvent> = fc
  .record(
    {
      eventName: mostly(fc.constantFrom(...standardEventNames, 'MyOwnEvent', 'purchase')),
      eventId: mostly(fc.oneof(fc.uuid(), fc.string())),
      eventTime: mostly(fc.integer({ min: now - 7 * 86_400, max: now + 60 })),
      userData: mostly(userData),
      actionSource: mostly(
        fc.constantFrom(
          'website',
          'system_generated',
          'email',
          'physical_store',
          'other',
          'chat',
          'Website',
          'web',
        ),
      ),
      visitor: mostly(visitor),
      customData: mostly(fc.tuple(customData, slips).map(([data, slip]) => ({ ...data, ...slip }))),
      testMode: mostly(fc.boolean()),
      optOut: mostly(fc.boolean()),
      dataProcessingOptions: mostly(fc.constantFrom([], ['LDU'])),
      dataProcessingOptionsCountry: mostly(fc.constantFrom(0, 1)),
      dataProcessingOptionsState: mostly(fc.constantFrom(0, 1000, 1013)),
      originalEventData: mostly(
        fc.record({
          eventName: fc.string(),
          eventTime: fc.integer({ min: now - 9 * 86_400, max: now - 86_400 * 3 }),
          orderId: fc.string(),
          eventId: fc.string(),
        }),
      ),
    },
    { requiredKeys: ['eventName', 'eventId', 'eventTime', 'userData'] },
  )
  .map((event) => event as CapiEvent);
