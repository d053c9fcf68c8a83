/** One line on the console. It never holds a value that a visitor gave. */
export function warn(problem: string): void {
  console.warn(`@meta-capi/pixel: ${problem}`);
}

/** Reports what is not tracked, and why. */
export function warnNotTracked(what: string, why: string): void {
  warn(`${what} not tracked: ${why}.`);
}
