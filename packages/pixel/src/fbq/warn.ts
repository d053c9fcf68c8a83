/** One line on the console. It never holds a value that a visitor gave. */
export function warn(problem: string): void {
  console.warn(`@meta-capi/pixel: ${problem}`);
}
