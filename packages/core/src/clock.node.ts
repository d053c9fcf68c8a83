/** Milliseconds on a clock that is never set and never goes back. */
// Node loads all of its perf_hooks for the first `performance.now()`: 3 ms of a cold start.
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
