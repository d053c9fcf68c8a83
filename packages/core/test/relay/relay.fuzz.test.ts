import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../fuzz-runs.ts';
import { relay } from './relay-under-test.ts';

test('F-04 of any post, only an allowed name, an id and data without identity are sent', async () => {
  const { sandbox, post } = relay({ perMinute: Number.POSITIVE_INFINITY });
  const key = fc.constantFrom(
    'value',
    'contents',
    'item_price',
    'price',
    'em',
    'email',
    'user_data',
    'note',
  );
  const prices = fc.record(
    {
      id: fc.constant('sku-1'),
      quantity: fc.constant(1),
      item_price: fc.double(),
      price: fc.double(),
      value: fc.nat(),
    },
    { requiredKeys: ['id'] },
  );
  const data = fc.dictionary(key, fc.oneof(fc.jsonValue(), prices, fc.array(prices)));
  const often = <Value>(likely: fc.Arbitrary<Value>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 6, arbitrary: likely }, fc.jsonValue());
  const event = fc.record({
    eventName: often(fc.constantFrom('Lead', 'QuizDone')),
    eventId: often(fc.uuid()),
    customData: often(data),
  });
  const forged = {
    userData: { email: 'test@example.com' },
    visitor: { clientIpAddress: '8.8.8.8' },
  };
  const body = fc.oneof(
    { weight: 6, arbitrary: event.map((one) => JSON.stringify(one)) },
    event.map((one) => JSON.stringify({ ...one, ...forged })),
    fc.json(),
    fc.string({ unit: 'binary' }),
  );
  let taken = 0;

  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      sandbox.clear();
      const status = await post(text);

      expect([204, 400, 403]).toContain(status);
      expect(sandbox.requests.length).toBeLessThanOrEqual(status === 204 ? 1 : 0);
      taken += sandbox.events.length;
      for (const { event: sent } of sandbox.events) {
        expect(['Lead', 'QuizDone']).toContain(sent['event_name']);
        expect(Object.keys(Object(sent['user_data'])).toSorted()).toEqual([
          'client_user_agent',
          'fbp',
        ]);
        const custom = (sent['custom_data'] ?? {}) as { contents?: unknown };
        for (const part of [custom, custom.contents].flat()) {
          for (const amount of ['value', 'item_price', 'price']) {
            expect(Object(part)).not.toHaveProperty(amount);
          }
        }
      }
    }),
    { numRuns: runs(300) },
  );
  // Some events are sent: otherwise nothing above is checked.
  expect(taken).toBeGreaterThan(5);
});
