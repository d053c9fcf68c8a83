import { startDeadlineTimer } from './deadline-timer.ts';

/** Something that must end at a time. */
export interface WithDeadline {
  /** Milliseconds on the clock of `performance.now()`. */
  readonly deadline: number;
  /** Has it not ended yet? */
  readonly isOpen: boolean;
}

/** Items in the order of their deadlines, with one timer for all. */
export interface Deadlines<Item extends WithDeadline> {
  add(item: Item): void;
  /** Says that an item has ended: `isOpen` is false. */
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
      if (state.timer === undefined || state.items[0] === item) startTimer(state);
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

// Most items have the same time limit, and so the latest deadline of all.
function insert<Item extends WithDeadline>(items: Item[], item: Item): void {
  const { deadline } = item;
  const last = items[items.length - 1];
  if (last === undefined || last.deadline <= deadline) {
    items.push(item);
    return;
  }
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
  const waitMs = Math.max(first.deadline - performance.now(), 0) + state.graceMs;
  const timer = startDeadlineTimer(waitMs, () => {
    if (state.timer === timer) endPassed(state);
  });
  state.timer = timer;
}

function endPassed<Item extends WithDeadline>(state: State<Item>): void {
  const passed = performance.now() - state.graceMs;
  const { items } = state;
  let count = 0;
  // A timer may go off a fraction of a millisecond early.
  while (count < items.length && (items[count] as Item).deadline - 1 <= passed) count += 1;
  const due = items.slice(0, count);
  for (const item of due) if (item.isOpen) state.onPassed(item);
  removeEnded(state);
  startTimer(state);
}

/** Removes many ended items at a time: to remove each when it ends would move the whole list. */
function countEnded<Item extends WithDeadline>(state: State<Item>): void {
  state.ended += 1;
  if (state.ended === state.items.length) {
    removeEnded(state);
    startTimer(state);
  } else if (state.ended > mostEnded && state.ended > state.items.length / 2) {
    removeEnded(state);
  }
}

const mostEnded = 1000;

function removeEnded<Item extends WithDeadline>(state: State<Item>): void {
  state.items = state.items.filter(({ isOpen }) => isOpen);
  state.ended = 0;
}
