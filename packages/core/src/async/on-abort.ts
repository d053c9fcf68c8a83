const listeners = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when the signal is aborted, or soon where it has been already, until the function it
 * returns is called. The signal itself has one listener for all callbacks: Node warns of a leak when there
 * are more than ten.
 */
export function whenAborted(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) {
    let isWanted = true;
    queueMicrotask(() => {
      if (isWanted) listener();
    });
    return () => {
      isWanted = false;
    };
  }
  const others = listeners.get(signal) ?? listenTo(signal);
  others.add(listener);
  return () => {
    others.delete(listener);
  };
}

function listenTo(signal: AbortSignal): Set<() => void> {
  const waiting = new Set<() => void>();
  listeners.set(signal, waiting);
  signal.addEventListener('abort', () => {
    for (const each of waiting) each();
  });
  return waiting;
}
