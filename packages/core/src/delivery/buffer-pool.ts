/** Byte buffers of requests that are over, for the next requests. */
export interface BufferPool {
  take(): Uint8Array<ArrayBuffer>;
  /** Only for a buffer that nobody can read any more. */
  giveBack(buffer: Uint8Array<ArrayBuffer>): void;
}

// A request of 1,000 events needs 2 MiB. The zeros of a new buffer cost more than the events' bytes.
export function createBufferPool(): BufferPool {
  const free: Uint8Array<ArrayBuffer>[] = [];
  return {
    take: () => free.pop() ?? new Uint8Array(firstBytes),
    giveBack(buffer) {
      if (free.length < maxBuffers && buffer.length <= maxPooledBytes) free.push(buffer);
    },
  };
}

/** Enough for one event, its token and the room that encoding it needs. */
const firstBytes = 16_384;
const maxBuffers = 8;
const maxPooledBytes = 4 * 2 ** 20;
