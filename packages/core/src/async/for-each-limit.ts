/** Does a task for each item, at most `limit` of them at a time. */
export async function fewAtATime<Item>(
  items: readonly Item[],
  limit: number,
  task: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  // One iterator for all: whoever is free takes what comes next.
  const rest = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of rest) await task(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}
