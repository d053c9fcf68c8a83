import { expect, test } from 'vitest';
import { runSubscriptionDemo } from '../src/run-subscription-demo.ts';
import { sandbox } from './sandbox.ts';

test('a subscription counts from its trial to its end, with a Subscribe at its first payment', async () => {
  const { rows, counted } = await runSubscriptionDemo(await sandbox());
  expect(rows.map(({ answered, sent, verdict }) => `${answered} ${sent} ${verdict}`)).toEqual(
    [
      '200 StartTrial sub_000002 counted',
      '200 nothing –',
      '200 nothing –',
      '200 Purchase in_000008 19 EUR counted',
      '200 Subscribe sub_000002 19 EUR counted',
      '200 RecurringSubscriptionPayment in_000013 19 EUR counted',
      '200 CancelSubscription sub_000002 counted',
    ],
  );
  expect(counted).toBe(5);
});
