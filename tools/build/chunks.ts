/** The ids of the modules that a module imports. */
export type ModuleGraph = (id: string) => readonly string[];

/**
 * The chunk of each module that several entries use: at most three in a package, because each file
 * that an entry imports costs half a millisecond at start-up. `browser` has what the entry `browser`
 * uses: pages and the Pixel on a server need no more. `small` has what other small entries use,
 * so that importing one of them does not load the client, and what the targets of `#imports` use:
 * `main` imports those targets, so it must not be imported by them.
 */
export function chunkNames(
  graph: ModuleGraph,
  entries: readonly string[],
  published: readonly string[],
): ReadonlyMap<string, string> {
  // An entry stays a file, so what it imports is not part of another entry that imports it.
  const ownGraph =
    (entry: string): ModuleGraph =>
    (id) =>
      id !== entry && entries.includes(id) ? [] : graph(id);
  const reached = new Map(entries.map((entry) => [entry, reachable(ownGraph(entry), entry)]));
  const size = (entry: string): number => reached.get(entry)?.size ?? 0;
  const largest = Math.max(...published.map(size));
  const small = entries.filter((entry) => !published.includes(entry) || size(entry) < largest / 2);

  const names = new Map<string, string>();
  for (const id of new Set(Array.from(reached.values(), (ids) => [...ids]).flat())) {
    if (entries.includes(id)) continue;
    const users = entries.filter((entry) => reached.get(entry)?.has(id));
    if (users.length > 1) names.set(id, chunkOf(users, small));
  }
  return names;
}

function chunkOf(users: readonly string[], small: readonly string[]): string {
  if (users.some((user) => user.endsWith('/src/browser.ts'))) return 'browser';
  return users.some((user) => small.includes(user)) ? 'small' : 'main';
}

function reachable(graph: ModuleGraph, entry: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const queue = [entry];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    queue.push(...graph(id));
  }
  return reached;
}
