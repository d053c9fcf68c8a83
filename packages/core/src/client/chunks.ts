import { fewAtATime } from '../async/for-each-limit.ts';
import { batchLimits } from '../delivery/batch-limits.ts';

/**
 * Sends a long list a portion at a time, up to eight at once. Each is made ready when its turn has
 * come: a backlog of any length takes the memory of eight requests, and between two of them the
 * process gets on with its other work.
 */
export function inPortions<Sent>(length: number, send: SendPortion<Sent>): Promise<Sent[]> {
  return length <= portion ? send(0, length).then((sent) => [sent]) : inManyPortions(length, send);
}

const portion = batchLimits.maxEvents;

type SendPortion<Sent> = (from: number, to: number) => Promise<Sent>;

async function inManyPortions<Sent>(length: number, send: SendPortion<Sent>): Promise<Sent[]> {
  const sent: Sent[] = [];
  const starts = Array.from({ length: Math.ceil(length / portion) }, (_, n) => n * portion);
  let lastTurn = Promise.resolve();
  await fewAtATime(starts, batchLimits.maxInFlight, async (from, index) => {
    if (index > 0) {
      lastTurn = lastTurn.then(nextTurn);
      await lastTurn;
    }
    sent[index] = await send(from, Math.min(from + portion, length));
  });
  return sent;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
