/** Runs per property; FUZZ_RUNS=50 multiplies them all for a longer search. */
export const runs = (n: number): number => n * Number(process.env['FUZZ_RUNS'] ?? 1);
