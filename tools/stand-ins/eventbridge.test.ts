import { expect, test } from 'vitest';
import { alwaysFailing, createLambda, onStripesBus } from './src/eventbridge.ts';

const event = onStripesBus({ id: 'evt_1', type: 'payment_intent.succeeded' });

test('a function that always fails is invoked three times within three minutes, and the event is kept', async () => {
  const lambda = createLambda(alwaysFailing);
  expect(await lambda.deliver(event)).toBe(false);
  expect(lambda.begunAt).toEqual([0, 60, 180]);
  expect(lambda.failures).toMatchObject([
    {
      requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
      requestPayload: event,
      responsePayload: { errorType: 'TypeError' },
    },
  ]);
});

test('without retries it is invoked once; an event that grows too old is kept before its next retry', async () => {
  const once = createLambda(alwaysFailing, { mostRetries: 0 });
  await once.deliver(event);
  expect(once.begunAt).toEqual([0]);
  expect(once.failures[0]?.requestContext.condition).toBe('RetriesExhausted');
  const short = createLambda(alwaysFailing, { mostAgeSeconds: 60 });
  await short.deliver(event);
  expect(short.begunAt).toEqual([0, 60]);
  expect(short.failures[0]?.requestContext.condition).toBe('EventAgeExceeded');
});

test('a function that does not return in time has failed', async () => {
  const lambda = createLambda(() => new Promise(() => undefined), { timeoutMs: 20 });
  expect(await lambda.deliver(event)).toBe(false);
  expect(lambda.failures[0]?.responsePayload.errorMessage).toBe(
    'Task timed out after 0.02 seconds',
  );
});

test('each invocation receives a copy, and the rule keeps other sources out', async () => {
  const seen: unknown[] = [];
  const lambda = createLambda((given: { detail: { id?: string } }) => {
    seen.push(given.detail.id);
    delete given.detail.id;
    return seen.length < 2 ? alwaysFailing() : Promise.resolve();
  });
  expect(await lambda.deliver(event)).toBe(true);
  expect(seen).toEqual(['evt_1', 'evt_1']);
  expect(await lambda.deliver({ source: 'aws.s3', detail: {} })).toBe(false);
  expect(lambda.invocations).toBe(2);
});
