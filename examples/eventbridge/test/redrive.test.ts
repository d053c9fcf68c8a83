import { expect, test } from 'vitest';
import { redrive } from './redrive.ts';

test('redrive.sh invokes the function with the event of each message, and empties the queue', async () => {
  const event = { source: 'aws.partner/stripe.com/ed_1', detail: { id: 'evt_1', note: "it's €" } };
  const other = { source: 'aws.partner/stripe.com/ed_1', detail: { id: 'evt_2' } };
  // Lambda's record of a failure, and EventBridge's own dead letter.
  const messages = [
    JSON.stringify({ version: '1.0', requestPayload: event }),
    JSON.stringify(other),
  ];
  expect(await redrive(messages)).toEqual([event, other]);
});
