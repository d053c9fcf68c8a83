/**
 * Where `onlyOnce` remembers: any Keyv-compatible store, such as Redis, DynamoDB or
 * Postgres behind Keyv. Times to live in milliseconds.
 */
export interface OnceStore {
  get(key: string): unknown;
  set(key: string, value: string, ttl: number): unknown;
  delete(key: string): unknown;
  /**
   * Sets the key if it is not set, and returns whether it did (Redis `SET NX`, a conditional put).
   * With it, exactly one of several processes makes an attempt.
   */
  add?: ((key: string, value: string, ttl: number) => unknown) | undefined;
}
