/** The modules of which something is in a bundle of one entry, with how many characters that is. */
export type EntryModules = ReadonlyMap<string, number>;

/**
 * The chunk of each module that several entries use: at most two in a package, because each file
 * that an entry imports costs 0.8 ms of CPU at start-up. `small` has what small entries use, so
 * that importing one of them does not load the client, and what the targets of `#imports` use: `main`
 * imports those targets, so it must not be imported by them.
 */
export function chunkNames(
  modules: ReadonlyMap<string, EntryModules>,
  published: readonly string[],
): ReadonlyMap<string, string> {
  const entries = [...modules.keys()];
  const size = (entry: string): number => modules.get(entry)?.size ?? 0;
  const largest = Math.max(...published.map(size));
  const isSmall = (entry: string): boolean =>
    !published.includes(entry) || size(entry) < largest / 2;

  const names = new Map<string, string>();
  for (const id of new Set(Array.from(modules.values(), (each) => [...each.keys()]).flat())) {
    const users = entries.filter((entry) => modules.get(entry)?.has(id));
    if (users.length > 1) names.set(id, users.some(isSmall) ? 'small' : 'main');
  }
  return names;
}
