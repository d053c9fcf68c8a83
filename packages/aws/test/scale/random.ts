/** A number from 0 to 1. */
export type Random = () => number;

/** Returns the same numbers for the same seed, so that the tables are reproducible (mulberry32, public domain). */
export function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The number of events in one interval (Knuth's method). */
export function poisson(mean: number, random: Random): number {
  // exp(-700) is near the smallest number that a double can represent.
  if (mean > 500) return poisson(mean / 2, random) + poisson(mean / 2, random);
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    count += 1;
    product *= random();
  }
  return count;
}
