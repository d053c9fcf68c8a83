import { expect, test } from 'vitest';
import { fuzzOutcomes } from './outcome-fuzz.ts';

// The full runs, and those of the client alone, are in outcomes.slow.test.ts.
test('no outcome is wrong, for servers that accept, reject, stall, reset and contradict themselves', {
  timeout: 60_000,
}, async () => {
  const report = await fuzzOutcomes({ scripts: 20, seed: 1, once: true });
  expect(report.contradictions).toEqual([]);
  expect(report.outcomes).toMatchObject({
    ambiguous: expect.any(Number),
    delivered: expect.any(Number),
    notSent: expect.any(Number),
    rejected: expect.any(Number),
  });
});
