import type { OnceStore } from './store.ts';

/** A store in this process's memory, for `onlyOnce`; when it is full, it forgets the oldest keys. */
export function createMemoryStore(maxKeys = 100_000): OnceStore {
  const entries = new Map<string, { value: string; expires: number }>();

  function get(key: string): string | undefined {
    const entry = entries.get(key);
    if (entry === undefined || entry.expires > Date.now()) return entry?.value;
    entries.delete(key);
    return undefined;
  }

  function set(key: string, value: string, ttl: number): void {
    entries.delete(key);
    entries.set(key, { value, expires: Date.now() + ttl });
    if (entries.size <= maxKeys) return;
    for (const oldest of entries.keys()) {
      entries.delete(oldest);
      break;
    }
  }

  return { get, set, delete: (key) => entries.delete(key) };
}
