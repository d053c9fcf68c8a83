import { expect, test } from 'vitest';
import { runDurability } from './durability/run.ts';

// The same with more events: npm run durability -- 100000
test('nothing accepted is lost while processes are killed and Meta fails', {
  timeout: 400_000,
}, async () => {
  const result = await runDurability(1000);
  console.log(JSON.stringify(result));
  expect(result).toMatchObject({ lost: 0, countedTwice: 0, overBound: 0, leaks: 0 });
  expect(result.accepted).toBeGreaterThanOrEqual(1000);
  expect(result.producerKills + result.consumerKills).toBeGreaterThan(1);
});
