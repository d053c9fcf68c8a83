const key = 'meta_tracked';
const onThisPage: string[] = [];

/** Was this tracked before in this tab: by a double click, before a reload, on the way back? */
export function wasTracked(event: string): boolean {
  return onThisPage.includes(event) || inThisTab().includes(event);
}

export function rememberTracked(event: string): void {
  onThisPage.push(event);
  try {
    sessionStorage.setItem(key, JSON.stringify([...inThisTab().slice(-99), event]));
  } catch {
    // No storage, or a full one: the page's own memory has to do.
  }
}

export function forgetTracked(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // No storage, so there is nothing in it.
  }
}

function inThisTab(): readonly unknown[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}
