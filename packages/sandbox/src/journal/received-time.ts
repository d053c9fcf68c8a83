const receivedTimes = new WeakMap<Request, number>();

/** Gives a replayed request its original time, in milliseconds. */
export function setReceivedTime(request: Request, ms: number): void {
  receivedTimes.set(request, ms);
}

/** The time at which a request counts as received: the original time of a replayed one, else now. */
export function receivedTime(request: Request, now: () => number): number {
  return receivedTimes.get(request) ?? now();
}
