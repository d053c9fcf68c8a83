/**
 * Does this text hold an e-mail address or a phone number, plainly or as a link writes it? It takes
 * no more time than the text has length.
 */
export function holdsPersonalData(text: string): boolean {
  const plain = text.includes('%') ? unescaped(text) : text;
  return holdsEmail(plain) || holdsPhone(plain);
}

/** A key as it may be shown: it may be anything, somebody's address among it. */
export function safeKey(key: string): string {
  return /^[a-z_][\w-]{0,39}$/i.test(key) && !holdsPersonalData(key) ? key : '(odd key)';
}

// Most texts have no such sign, and to look for one is cheaper than an expression. That of an
// address knows every script's letters, and looks no further than a name in the DNS may reach. It
// does without a look behind: a browser of 2022 would not even read the Pixel's script.
function holdsEmail(text: string): boolean {
  return (
    text.includes('@') && /[\p{L}\p{M}\p{N}_.%+-]@[\p{L}\p{M}\p{N}-]{1,253}\.\p{L}/u.test(text)
  );
}

function holdsPhone(text: string): boolean {
  return (text.includes('+') && withPlus.test(text)) || (text.includes('-') && american.test(text));
}

const withPlus = /(?:^|[\s:=,(])\+\d(?:[\s().-]{0,2}\d){7,14}(?!\d)/;
/** As Americans write it. */
const american = /(?:^|\D)(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4}(?!\d)/;

/** With its percent-escapes read. A link within a link is escaped twice: `%2540`. */
function unescaped(text: string): string {
  return text.replace(/%(?:25)+/g, '%').replace(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      // Not UTF-8: from a page in Latin-1, or a sign that was cut in two.
      return escapes.replace(/%(..)/g, (_, hex: string) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    }
  });
}
