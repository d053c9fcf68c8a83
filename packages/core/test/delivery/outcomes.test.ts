import { describe, expect, test } from 'vitest';
import { measureDeliveryRate } from './delivery-rate.ts';
import { fuzzOutcomes } from './outcome-fuzz.ts';

// The full runs are in outcomes.slow.test.ts.
describe.concurrent('servers that accept, reject, stall, reset and contradict themselves', () => {
  test.each([
    ['the client', false],
    ['onlyOnce', true],
  ])('prove no outcome of %s wrong', { timeout: 60_000 }, async (_, once) => {
    const report = await fuzzOutcomes({ scripts: 20, seed: 1, once });
    expect(report.contradictions).toEqual([]);
    expect(report.outcomes).toMatchObject({
      ambiguous: expect.any(Number),
      delivered: expect.any(Number),
      notSent: expect.any(Number),
      rejected: expect.any(Number),
    });
  });

  test('lose none of 1,000 events when 6.64 % of the requests fail', {
    timeout: 60_000,
  }, async () => {
    const { contradictions, delivered, stalled } = await measureDeliveryRate(1000, 1);
    expect(stalled).toBeGreaterThan(0);
    expect({ contradictions, delivered }).toEqual({ contradictions: 0, delivered: 1000 });
  });
});
