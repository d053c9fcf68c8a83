import { describe, expect, test } from 'vitest';
import { measureDeliveryRate } from './delivery-rate.ts';
import { fuzzOutcomes } from './outcome-fuzz.ts';

describe('servers that accept, reject, stall, reset and contradict themselves', () => {
  test.each([
    ['the client', false, 3000],
    ['onlyOnce', true, 1500],
  ])('prove no outcome of %s wrong', { timeout: 600_000 }, async (_, once, scripts) => {
    const report = await fuzzOutcomes({ scripts, seed: Date.now() % 100_000, once });
    console.info(JSON.stringify({ ...report, once }));
    expect(report.events).toBeGreaterThanOrEqual(50_000);
    expect(report.contradictions).toEqual([]);
  });

  test('deliver 99.99 % of the events when 6.64 % of the requests fail', {
    timeout: 600_000,
  }, async () => {
    const rate = await measureDeliveryRate(50_000, Date.now() % 100_000);
    console.info(JSON.stringify(rate));
    expect(rate.contradictions).toBe(0);
    expect(rate.delivered / rate.events).toBeGreaterThanOrEqual(0.9999);
  });
});
