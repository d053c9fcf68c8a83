/**
 * A timer for a deadline; what it returns is for `clearTimeout`, until it fires. If it fires
 * late, it first lets the process read from its sockets: when a process was frozen (AWS
 * Lambda, SIGSTOP) or busy, its timers run before that, and would give up requests whose responses
 * have arrived. So the callback must check that it is still wanted.
 *
 * https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick
 */
export function startDeadlineTimer(
  ms: number,
  callback: () => void,
): ReturnType<typeof setTimeout> {
  const waitMs = Math.max(ms, 0);
  const due = performance.now() + waitMs;
  return setTimeout(() => {
    if (performance.now() - due < lateMs) callback();
    else afterTwoReads(callback);
  }, waitMs);
}

/**
 * A timer for the limit around something that has a deadline timer. That one may be late and wait for a
 * read, while this one is on time: so this one always waits as long.
 */
export function startOuterTimer(ms: number, callback: () => void): ReturnType<typeof setTimeout> {
  return setTimeout(() => afterTwoReads(callback), Math.max(ms, 0));
}

const lateMs = 20;

/** Twice: a response may be complete only after the second read. */
function afterTwoReads(callback: () => void): void {
  afterReading(() => afterReading(callback));
}

/** Node's event loop reads sockets between a timer and an immediate; other platforms have timers only. */
function afterReading(callback: () => void): void {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  if (setImmediate === undefined) setTimeout(callback, 0);
  else setImmediate(callback);
}
