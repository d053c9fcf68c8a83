/**
 * The one of `keys` that was probably meant by `name`: another spelling, or one or two typing errors;
 * else `undefined`.
 */
export function nearestOf(keys: readonly string[], name: string): string | undefined {
  const folded = foldKey(name);
  let nearest: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const key of keys) {
    const slips = distance(foldKey(key), folded);
    if (slips < fewest && slips <= (key.length < 5 ? 1 : 2)) {
      nearest = key;
      fewest = slips;
    }
  }
  return nearest;
}

/** `contentIds`, `content-ids` and `content_ids` are the same key. */
export function foldKey(key: string): string {
  return key.toLowerCase().replace(/[^a-z\d]/g, '');
}

/** The Levenshtein distance: how many letters to add, remove or change. */
function distance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const change = from[row - 1] === to[column - 1] ? 0 : 1;
      current[column] = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + change,
      );
    }
    previous = current;
  }
  return previous[to.length] ?? 0;
}
