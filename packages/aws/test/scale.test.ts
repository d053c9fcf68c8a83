import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { assumptions } from './scale/assumptions.ts';
import { createRandom, poisson } from './scale/random.ts';
import { simulate } from './scale/simulate.ts';

test.each([1, 2, 3])(
  'in an outage the queue loses no event, and direct mode loses the events of the outage (seed %d)',
  (seed) => {
    const queued = simulate('SQS', 5000, seed);
    const direct = simulate('direct', 5000, seed);
    expect(queued.lost).toBe(0);
    const share = assumptions.graph.downMinutes / 60;
    expect(direct.lost / direct.events).toBeGreaterThan(share * 0.8);
    expect(direct.lost / direct.events).toBeLessThan(share * 1.2);
  },
);

test('a store costs only two writes and one read for each event', () => {
  const { dynamoDbWrites, dynamoDbReads, ...rest } = simulate('SQS + onlyOnce', 2000);
  expect(dynamoDbWrites).toBe(2 * rest.events);
  expect(dynamoDbReads).toBe(rest.events);
  expect(simulate('SQS', 2000)).toEqual({ ...rest, dynamoDbWrites: 0, dynamoDbReads: 0 });
});

test('events that arrive together share requests', () => {
  const few = simulate('SQS', 1000);
  const many = simulate('SQS', 50_000);
  expect(many.sqsRequests / many.events).toBeLessThan(few.sqsRequests / few.events / 2);
  expect(many.graphRequests / many.events).toBeLessThan(few.graphRequests / few.events / 3);
});

test('arrivals have the mean and the variance of a Poisson distribution', () => {
  const random = createRandom(7);
  const counts = Array.from({ length: 20_000 }, () => poisson(4, random));
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
  expect(Math.abs(mean - 4)).toBeLessThan(0.1);
  expect(Math.abs(variance - 4)).toBeLessThan(0.2);
});

test('the guide contains every assumption', async () => {
  const guide = await readFile(new URL('../../../docs/scale.md', import.meta.url), 'utf8');
  const { graph, eventSource, lambda, sqs } = assumptions;
  for (const text of [
    `${graph.answerMs} ms`,
    `${graph.ambiguous * 100} %`,
    `${graph.downMinutes} minutes`,
    `${eventSource.batchSize} messages`,
    `${eventSource.pollers} pollers`,
    `${sqs.maxInFlight.toLocaleString('en-US')} messages in flight`,
    `${lambda.memoryGb * 1024} MB`,
    `${lambda.senderMs} ms`,
    `${lambda.directLimitMs / 1000} s`,
  ]) {
    expect(guide).toContain(text);
  }
});
