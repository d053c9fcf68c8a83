/** Milliseconds on a clock that is never set and never goes back. */
export function monotonicMs(): number {
  return performance.now();
}
