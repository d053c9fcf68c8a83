/**
 * The digests of one key's values, by the text and the country of the event: normalising and hashing a
 * city again for each event is most of its cost. Only for values that many people share, such as a
 * country or a ZIP code: a value that identifies a person must not stay in memory.
 */
export type DigestMemory = Map<string, Remembered>;

interface Remembered {
  readonly country: string | undefined;
  readonly digest: string;
}

export function recall(
  memory: DigestMemory,
  text: string,
  country: string | undefined,
): string | undefined {
  const known = memory.get(text);
  return known !== undefined && known.country === country ? known.digest : undefined;
}

export function remember(
  memory: DigestMemory,
  text: string,
  country: string | undefined,
  digest: string,
): void {
  if (text.length > maxLength) return;
  if (memory.size >= maxEntries) memory.clear();
  // V8 copies slices of up to 12 characters. A longer slice keeps the whole request body in memory, so
  // it is copied.
  memory.set(text.length > 12 ? text.split('').join('') : text, { country, digest });
}

const maxLength = 24;
const maxEntries = 1000;
