import { expect, test } from 'vitest';
import { runDurability } from './durability/run.ts';

// With more events: npm run durability -- 100000
test('no accepted event is lost while processes are killed and Meta fails', {
  timeout: 400_000,
}, async () => {
  const result = await runDurability(1000);
  console.log(JSON.stringify(result));
  expect(result).toMatchObject({ lost: 0, countedTwice: 0, overBound: 0, leaks: 0 });
  expect(result.accepted).toBeGreaterThanOrEqual(1000);
  expect(result.producerKills + result.consumerKills).toBeGreaterThan(1);
});
