/**
 * Does this text hold an e-mail address? Looks only around each `@`, so that a long text costs no
 * more than its length.
 */
export function holdsEmail(text: string): boolean {
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    const around = text.slice(Math.max(0, at - 1), at + 256);
    if (/^[\w.%+-]@[a-z\d-]{1,253}\.[a-z]/i.test(around)) return true;
  }
  return false;
}

/** Does this text hold a phone number, with a plus or as Americans write it? */
export function holdsPhone(text: string): boolean {
  // Most texts have no such sign, and to look for one is cheaper than an expression.
  return (text.includes('+') && withPlus.test(text)) || (text.includes('-') && american.test(text));
}

const withPlus = /(?:^|[\s:=,(])\+\d(?:[\s().-]{0,2}\d){7,14}(?!\d)/;
const american = /(?:^|\D)(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4}(?!\d)/;
