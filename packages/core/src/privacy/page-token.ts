/**
 * Does this part of a path hold a token: a JWT, a UUID, a long hash or any other long random text, as
 * links for a password reset, a log-in or a receipt do? Words, slugs and short ids do not. Takes
 * linear time.
 */
export function holdsToken(segment: string): boolean {
  if (segment.length < shortest) return false;
  if (jwt.test(segment) || uuid.test(segment) || holdsLongHex(segment)) return true;
  return segment.split(/[^\w-]/).some((part) => part.length >= shortest && isRandom(part));
}

/** 119 bits in base 62; the ids of products and orders are shorter. */
const shortest = 20;

// https://www.rfc-editor.org/rfc/rfc7515#section-7.1: the header is JSON, so it begins with {" in base 64
const jwt = /(?:^|[^\w-])eyJ[\w-]+\.[\w-]/;
const uuid = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/i;

function holdsLongHex(segment: string): boolean {
  const runs = Array.from(segment.matchAll(/[\da-f]{32,}/gi));
  return runs.some(([run]) => /\d/.test(run) && /[a-f]/i.test(run));
}

/** In random text every second or third character is of another kind than the one before it. */
function isRandom(text: string): boolean {
  let digits = 0;
  let letters = 0;
  let changes = 0;
  let before = '';
  let beforeThat = '';
  for (const character of text) {
    const kind = kindOf(character);
    if (kind === 'digit') digits += 1;
    else if (kind !== '') letters += 1;
    // A capital at the beginning of a word says nothing.
    const isCapitalised = beforeThat === '' && before === 'upper' && kind === 'lower';
    if (before !== '' && kind !== '' && kind !== before && !isCapitalised) changes += 1;
    beforeThat = before;
    before = kind;
  }
  if (digits === 0) return false;
  // One digit may also end a name in camelCase: then the letters must change more often.
  const least = digits === 1 ? 0.4 : 0.25;
  return changes >= (digits + letters) * least;
}

function kindOf(character: string): 'digit' | 'lower' | 'upper' | '' {
  // Nothing behind z, because a part has only letters, digits, dashes and underscores.
  if (character >= 'a') return 'lower';
  if (character >= 'A' && character <= 'Z') return 'upper';
  return character >= '0' && character <= '9' ? 'digit' : '';
}
