import { sha256 } from '#sha256';

/**
 * The SHA-256 of a normalised value that many people share (a gender, a country, a city): hashing it
 * again for each event is most of its cost. Only for such values: one that identifies a person must
 * not stay in memory.
 */
export function rememberedDigest(text: string): string {
  const known = digests.get(text);
  if (known !== undefined) return known;
  const digest = sha256(text);
  // V8 copies slices of up to 12 characters; a longer one may keep the whole body that it came from.
  if (text.length <= 12) {
    if (digests.size >= maxDigests) digests.clear();
    digests.set(text, digest);
  }
  return digest;
}

const maxDigests = 2000;

const digests = new Map<string, string>();
