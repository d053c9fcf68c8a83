import type { Purchase } from './purchase.ts';

/** What every contender can do; each rejects unless the server took all events. */
export interface Contender {
  /** The body of one request, ready to be written. */
  toBytes: (purchase: Purchase) => Uint8Array;
  connect?: (graph: { origin: string }) => {
    send: (purchase: Purchase) => Promise<void>;
    /** Puts sales into the form that the client takes, and returns what sends them. */
    sendMany: (purchases: readonly Purchase[]) => () => Promise<void>;
  };
}

export const pixelId = '1234567890123456';
export const accessToken = `EAAbench${'0'.repeat(180)}`;
