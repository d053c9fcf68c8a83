/**
 * What kind of error was thrown, in our own words: a foreign error's name, text and stack may quote
 * what it was given, a token or a visitor's address among it.
 */
export function errorKind(error: unknown): string {
  try {
    if (!(error instanceof Error)) return `a value of type ${typeof error}`;
    const kind = builtIn.find((each) => error instanceof each);
    return kind?.name ?? 'Error';
  } catch {
    return 'an unreadable value'; // A Proxy, or a getter that throws.
  }
}

const builtIn = [TypeError, RangeError, SyntaxError, ReferenceError, URIError];
