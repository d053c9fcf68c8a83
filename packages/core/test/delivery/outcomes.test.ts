import { describe, expect, test } from 'vitest';
import { measureDeliveryRate } from './delivery-rate.ts';
import { fuzzOutcomes } from './outcome-fuzz.ts';

// The full runs are in outcomes.slow.test.ts.
describe('servers that accept, reject, stall, reset and contradict themselves', () => {
  test.each([
    ['the client', false],
    ['onlyOnce', true],
  ])('prove no outcome of %s wrong', { timeout: 60_000 }, async (_, once) => {
    const report = await fuzzOutcomes({ scripts: 60, seed: 1, once });
    expect(report.contradictions).toEqual([]);
    expect(report.outcomes).toMatchObject({
      ambiguous: expect.any(Number),
      delivered: expect.any(Number),
      notSent: expect.any(Number),
      rejected: expect.any(Number),
    });
  });

  test('lose none of 3,000 events when 6.64 % of the requests fail', {
    timeout: 60_000,
  }, async () => {
    const { contradictions, delivered, stalled } = await measureDeliveryRate(3000, 1);
    expect(stalled).toBeGreaterThan(5);
    expect({ contradictions, delivered }).toEqual({ contradictions: 0, delivered: 3000 });
  });
});
