import type { ReceivedEvent } from './received.ts';

/** The events in memory, in order of arrival, and which of them the current request changed. */
export interface EventList {
  readonly all: readonly ReceivedEvent[];
  nextNumber(): number;
  add(event: ReceivedEvent): void;
  /** Replaces an event, also where a duplicate refers to it. Returns the new one if it is in memory. */
  change(number: number, by: (event: ReceivedEvent) => ReceivedEvent): ReceivedEvent | undefined;
  /** Counts the browser's copy instead: the earlier event and its copies become duplicates of it. */
  countInstead(before: ReceivedEvent, browserCopy: ReceivedEvent): void;
  /** Removes the oldest events and returns them. */
  removeOldest(count: number): readonly ReceivedEvent[];
  /** The events added or changed since the last call. */
  takeChanged(): readonly ReceivedEvent[];
  clear(): void;
}

const BROWSER_FAVOURED =
  'A browser sent the same event within five minutes; Meta favours that copy.';

// oxlint-disable-next-line max-lines-per-function -- one closed object: short methods that share this state
export function createEventList(): EventList {
  const all: ReceivedEvent[] = [];
  const changed = new Map<number, ReceivedEvent>();
  let lastNumber = 0;

  const set = (index: number, event: ReceivedEvent): void => {
    all[index] = event;
    // Deleted first, so that the order is that of the last change.
    changed.delete(event.number);
    changed.set(event.number, event);
  };

  return {
    all,
    nextNumber: () => ++lastNumber,
    add: (event) => set(all.length, event),
    change(number, by) {
      const index = number - (all[0]?.number ?? 0);
      const before = all[index];
      if (before === undefined) return undefined;
      const after = by(before);
      set(index, after);
      for (const [at, event] of all.entries()) {
        if (event.duplicateOf?.number === number) all[at] = { ...event, duplicateOf: after };
      }
      return after;
    },
    countInstead(before, browserCopy) {
      for (const [index, event] of all.entries()) {
        if (event.number === before.number) {
          const notes = [...event.notes, BROWSER_FAVOURED];
          set(index, { ...event, verdict: 'duplicate', duplicateOf: browserCopy, notes });
        } else if (event.duplicateOf?.number === before.number) {
          set(index, { ...event, duplicateOf: browserCopy });
        }
      }
    },
    removeOldest: (count) => all.splice(0, count),
    takeChanged() {
      const events = [...changed.values()];
      changed.clear();
      return events;
    },
    clear() {
      all.length = 0;
      changed.clear();
      lastNumber = 0;
    },
  };
}
