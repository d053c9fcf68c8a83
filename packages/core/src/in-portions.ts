/**
 * Sends a long list a portion at a time, up to eight at once. Each is made ready when its turn has
 * come: a backlog of any length takes the memory of eight requests, and between two of them the
 * process gets on with its other work.
 */
export async function inPortions<Sent>(
  length: number,
  send: (from: number, to: number) => Promise<Sent>,
): Promise<Sent[]> {
  const sent: Sent[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < length) {
      const from = next;
      next = Math.min(from + portion, length);
      sent[from / portion] = await send(from, next);
      // Where nothing was to be sent, no answer has waited either.
      if (next < length) await nextTurn();
    }
  };
  const lanes: Promise<void>[] = [];
  for (let from = 0; from < length && lanes.length < maxLanes; from += portion) {
    if (from > 0) await nextTurn();
    lanes.push(lane());
  }
  await Promise.all(lanes);
  return sent;
}

/** What one request holds: see `group-commit.ts`, which also has as many under way. */
const portion = 1000;
const maxLanes = 8;

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
