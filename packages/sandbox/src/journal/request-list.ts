import type { ReceivedRequest } from './received.ts';

/** The requests in memory, in order of arrival, within a number of events and of bytes. */
export interface RequestList {
  readonly all: readonly ReceivedRequest[];
  nextNumber(): number;
  add(request: ReceivedRequest, events: number): void;
  /** Adds facts that are known later; ignores a request that is no longer in memory. */
  complete(number: number, facts: Pick<ReceivedRequest, 'durationMs'>): void;
  /** Removes the oldest requests beyond the limits. Returns how many events the others have. */
  removeSurplus(): number;
  clear(): void;
}

export interface RequestLimits {
  /** Events, or requests where they are more. The newest request stays in any case. */
  readonly keep: number;
  /** Bytes of all bodies together. */
  readonly keepBytes: number;
}

// oxlint-disable-next-line max-lines-per-function -- one closed object: short methods that share this state
export function createRequestList({ keep, keepBytes }: RequestLimits): RequestList {
  const all: ReceivedRequest[] = [];
  /** Aligned with the requests. */
  const sizes: { readonly events: number; readonly bytes: number }[] = [];
  const total = { events: 0, bytes: 0 };
  let lastNumber = 0;

  return {
    all,
    nextNumber: () => ++lastNumber,
    complete(number, facts) {
      const index = number - (all[0]?.number ?? 0);
      const request = all[index];
      if (request) all[index] = { ...request, ...facts };
    },
    add(request, events) {
      const bytes = Buffer.byteLength(request.text);
      all.push(request);
      sizes.push({ events, bytes });
      total.events += events;
      total.bytes += bytes;
    },
    removeSurplus() {
      while (
        all.length > 1 &&
        (Math.max(total.events, all.length) > keep || total.bytes > keepBytes)
      ) {
        all.shift();
        const oldest = sizes.shift();
        total.events -= oldest?.events ?? 0;
        total.bytes -= oldest?.bytes ?? 0;
      }
      return Math.min(total.events, keep);
    },
    clear() {
      all.length = 0;
      sizes.length = 0;
      total.events = 0;
      total.bytes = 0;
      lastNumber = 0;
    },
  };
}
