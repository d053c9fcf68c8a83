import { startDeadlineTimer } from './deadline-timer.ts';

/** Something that must end at a time. */
export interface WithDeadline {
  /** Milliseconds on the clock of `performance.now()`. */
  readonly deadline: number;
  /** Is it still open? */
  readonly isOpen: boolean;
}

/** Items in the order of their deadlines, with one timer for all. */
export interface Deadlines<Item extends WithDeadline> {
  add(item: Item): void;
  /** Call when an item has ended: its `isOpen` is false. */
  ended(): void;
  /** The items that have not ended. */
  open(): readonly Item[];
}

/** Calls back for each item that is still open `graceMs` after its deadline. */
export function createDeadlines<Item extends WithDeadline>(
  graceMs: number,
  onPassed: (item: Item) => void,
): Deadlines<Item> {
  const state: State<Item> = { items: [], ended: 0, timer: undefined, graceMs, onPassed };
  return {
    add(item) {
      insert(state.items, item);
      if (state.items[0] === item) startTimer(state);
    },
    ended: () => countEnded(state),
    open: () => state.items.filter(({ isOpen }) => isOpen),
  };
}

interface State<Item> {
  /** Ordered by deadline. Contains ended items as well. */
  items: Item[];
  ended: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  readonly graceMs: number;
  readonly onPassed: (item: Item) => void;
}

/** Behind the items with the same deadline, found by bisection. */
function insert<Item extends WithDeadline>(items: Item[], item: Item): void {
  const { deadline } = item;
  let from = 0;
  let to = items.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((items[middle] as Item).deadline <= deadline) from = middle + 1;
    else to = middle;
  }
  items.splice(from, 0, item);
}

function startTimer<Item extends WithDeadline>(state: State<Item>): void {
  clearTimeout(state.timer);
  state.timer = undefined;
  const [first] = state.items;
  if (first === undefined) return;
  const waitMs = first.deadline + state.graceMs - performance.now();
  // Harmless where it is called late, after another timer was started.
  state.timer = startDeadlineTimer(waitMs, () => endPassed(state));
}

function endPassed<Item extends WithDeadline>(state: State<Item>): void {
  const passed = performance.now() - state.graceMs;
  const { items } = state;
  let count = 0;
  // A timer may fire a fraction of a millisecond early.
  while (count < items.length && (items[count] as Item).deadline - 1 <= passed) count += 1;
  const due = items.slice(0, count);
  for (const item of due) if (item.isOpen) state.onPassed(item);
  removeEnded(state);
  startTimer(state);
}

/** Removes ended items when they are most of the list: to remove each would copy the list each time. */
function countEnded<Item extends WithDeadline>(state: State<Item>): void {
  state.ended += 1;
  if (state.ended === state.items.length) {
    removeEnded(state);
    startTimer(state);
  } else if (state.ended > state.items.length / 2) {
    removeEnded(state);
  }
}

function removeEnded<Item extends WithDeadline>(state: State<Item>): void {
  state.items = state.items.filter(({ isOpen }) => isOpen);
  state.ended = 0;
}
