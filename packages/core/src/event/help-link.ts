/**
 * The page with the cause and the fix of every code. A path in the repository until that has an
 * address: docs/releasing.md, step 4.
 */
const page = 'docs/reference/codes.md';

/**
 * The section of the reference that explains a code: a skip reason, an error category, or the code of
 * an issue or a warning. {@link consoleReporter} and {@link sentryReporter} add it as `help`.
 *
 * @example
 * for (const { code, message } of result.warnings) logger.warn({ message, help: helpLink(code) });
 */
export function helpLink(code: string): string {
  return `${page}#${code}`;
}
