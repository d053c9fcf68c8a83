/**
 * Evaluates a filter pattern of CloudWatch Logs: either one regular expression between percent signs,
 * or terms and quoted phrases, all of which must occur. Case matters.
 *
 * @throws TypeError for a pattern that CloudWatch Logs refuses, and for a kind that is not read here.
 */
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
export function filterOf(pattern: string): (logEvent: string) => boolean {
  const [, expression] = /^%(.+)%$/.exec(pattern) ?? [];
  if (expression !== undefined) return regexFilter(expression);
  const terms = pattern.match(/"[^"]+"|\w+/g) ?? [];
  if (terms.length === 0 || terms.join(' ') !== pattern) {
    throw new TypeError(`Not a list of terms: ${pattern}`);
  }
  return (logEvent) => terms.every((term) => logEvent.includes(term.replaceAll('"', '')));
}

// The symbols and operators that are allowed, and no others: no parentheses, no quotes, no spaces.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html
const allowed =
  /^(?:[A-Za-z0-9:_#=@/;,\-^$?[\]{}|*+.]|\\(?:[dDsSwW]|x[\dA-Fa-f]{2}|[:_#=@/;,\-^$?[\]{}|*+.\\]))+$/;

function regexFilter(expression: string): (logEvent: string) => boolean {
  if (!allowed.test(expression)) {
    throw new TypeError(`CloudWatch Logs refuses this regular expression: ${expression}`);
  }
  const regex = new RegExp(expression);
  return (logEvent) => regex.test(logEvent);
}
