/** Runs a task for each item, at most `limit` at a time. */
export async function fewAtATime<Item>(
  items: readonly Item[],
  limit: number,
  task: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  // One iterator for all: a worker that is free takes the next item.
  const rest = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of rest) await task(item, index);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}
