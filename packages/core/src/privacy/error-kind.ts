/**
 * The kind of error that was thrown, in our own words: the name, text and stack of a foreign error
 * may quote its input, such as a token or a visitor's address.
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
