import { foldKey } from '../input/nearest-key.ts';
import { type StandardEventName, standardEventNames } from './standard-events.ts';

/**
 * The standard event that was most likely meant by this name, or `undefined`.
 * Understands other spellings, `add_to_cart`, and one slip, `Purchse`.
 */
export function nearestEvent(name: string): StandardEventName | undefined {
  const folded = foldKey(name);
  const same = standardByFolded.get(folded);
  if (same !== undefined || ownWords.has(folded)) return same;
  for (const [letters, standard] of standardByFolded) {
    if (isSlip(folded, letters, standard)) return standard;
  }
  return undefined;
}

const standardByFolded: ReadonlyMap<string, StandardEventName> = new Map(
  standardEventNames.map((name) => [foldKey(name), name]),
);

/** Words one letter away from Contact that mean something else. */
const ownWords: ReadonlySet<string> = new Set(['contract', 'contrat']);

/** One letter more or less gives another word: Load, Read, Led. */
const tooShort = 'Lead'.length;

/** Are two neighbours swapped, or is one letter missing, wrong or too many? */
// Not the distance of nearest-key.ts, which counts a swap twice and costs each custom event 3 to 9 µs
// (measured); this costs 0.3.
function isSlip(given: string, letters: string, standard: StandardEventName): boolean {
  const surplus = given.length - letters.length;
  if (Math.abs(surplus) > 1 || letters.length <= tooShort) return false;
  let at = 0;
  while (at < letters.length && given[at] === letters[at]) at += 1;
  if (surplus === -1) return given.slice(at) === letters.slice(at + 1);
  if (surplus === 1) {
    return given.slice(at + 1) === letters.slice(at) && !isEnding(given, at, standard);
  }
  const isSwap = given[at] === letters[at + 1] && given[at + 1] === letters[at];
  const afterSlip = at + (isSwap ? 2 : 1);
  return given.slice(afterSlip) === letters.slice(afterSlip);
}

/** A letter before or behind a word was chosen: Subscribed, CompletedRegistration, Search2. */
function isEnding(given: string, at: number, standard: StandardEventName): boolean {
  const isInWord = /[a-z]/.test(standard[at] ?? '');
  const isDoubled = given[at] === given[at - 1];
  return !isInWord && !isDoubled;
}
