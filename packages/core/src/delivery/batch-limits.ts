/** When calls share a request, and how large a request may be. */
export const batchLimits = {
  /** Batch size: the most events that Meta accepts in one request. */
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/main-body
  maxEvents: 1000,
  /** Bytes of events in one request; a larger event gets a request for itself. */
  maxBytes: 4_194_304,
  /** Requests in flight. More would add sockets and no speed. Stalled requests do not count. */
  maxInFlight: 8,
  /** Milliseconds that a call waits at most for others while fewer requests are in flight. */
  maxWaitMs: 50,
  /** A request that has waited this many milliseconds for its response counts as stalled. */
  stalledAfterMs: 400,
} as const;
