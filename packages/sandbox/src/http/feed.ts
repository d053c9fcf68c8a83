import { eventToJson } from '../journal/received.ts';
import type { Sandbox } from '../sandbox.ts';

type Message = readonly ['cleared' | 'events' | 'faults' | 'oldest', unknown];

export interface Feed {
  messages(): AsyncGenerator<Message>;
  end(): void;
}

/** All events so far, then every change, in chunks that a page can render smoothly. */
// oxlint-disable-next-line max-lines-per-function -- one closed object: short methods that share this state
export function createFeed(sandbox: Sandbox): Feed {
  let changed = new Map(sandbox.events.map((event) => [event.number, event]));
  let cleared = true;
  let faults = true;
  const ending = new AbortController();
  let wake = (): void => undefined;

  const unsubscribe = sandbox.subscribe((change) => {
    if (change === 'faults') faults = true;
    else if (change === 'cleared') {
      cleared = true;
      changed = new Map();
    } else for (const event of change.events) changed.set(event.number, event);
    // A page in the background reads nothing, so skip events that are no longer in memory.
    for (const oldest of changed.keys()) {
      if (changed.size <= sandbox.events.length) break;
      changed.delete(oldest);
    }
    wake();
  });

  return {
    async *messages() {
      while (!ending.signal.aborted) {
        if (cleared) {
          cleared = false;
          yield ['cleared', {}];
        }
        if (faults) {
          faults = false;
          yield ['faults', sandbox.faults.waiting];
        }
        const piece = [...changed.values()].slice(0, pieceSize);
        for (const { number } of piece) changed.delete(number);
        if (piece.length > 0) {
          yield ['events', piece.map(eventToJson)];
          yield ['oldest', sandbox.events[0]?.number ?? 1];
        }
        if (cleared || faults || changed.size > 0) continue;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        // A burst is sent as one chunk.
        await new Promise((resolve) => setTimeout(resolve, burstMs));
      }
    },
    end() {
      ending.abort();
      unsubscribe();
      wake();
    },
  };
}

const pieceSize = 250;
const burstMs = 40;
