/** `npm test` makes a quarter of the runs, `npm run test:all` all, `npm run fuzz` 50 times as many. */
const factor = Number(process.env['FUZZ_RUNS'] ?? 0.25);

/** Runs of a property. */
export const runs = (n: number): number => Math.ceil(n * factor);

/** All of a long list, or evenly spaced ones if there are fewer runs. */
export const spread = <T>(all: readonly T[]): readonly T[] =>
  all.filter((_, n) => Math.floor((n + 1) * factor) > Math.floor(n * factor));
