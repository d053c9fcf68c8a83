/**
 * Calls back after what waits in the sockets has been read. When a process was frozen (AWS Lambda,
 * SIGSTOP) or busy, its timers run before its sockets are read, and would give up requests whose
 * responses have arrived.
 *
 * https://nodejs.org/en/learn/asynchronous-work/event-loop-timers-and-nexttick
 */
export function afterReading(callback: () => void): void {
  // Twice: a response may be complete only after the second read.
  later(() => later(callback));
}

/** Node's event loop reads sockets between a timer and an immediate; other platforms have timers only. */
function later(callback: () => void): void {
  const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => unknown };
  if (setImmediate === undefined) setTimeout(callback, 0);
  else setImmediate(callback);
}
