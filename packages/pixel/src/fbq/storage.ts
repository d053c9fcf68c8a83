/** What this origin's localStorage keeps under the key; `undefined` without a storage or for text that is not JSON. */
export function readStored(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '');
  } catch {
    return undefined;
  }
}

/** Keeps the value as JSON, where the browser has a storage that is not full. */
export function store(key: string, value: unknown): void {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Only the page remembers.
  }
}
