const key = 'meta_tracked';

// An event's id leads to an order, so it is kept no longer than it is needed: the link to a thank-you
// page is opened anew within days. Safari keeps what a script stores no longer than that either.
// https://webkit.org/blog/10218/full-third-party-cookie-blocking-and-more/
const week = 7 * 86_400_000;

const onThisPage: string[] = [];

type Entry = readonly [event: unknown, trackedAt: unknown];

/**
 * Was this tracked before in this browser: by a double click, before a reload, in another tab? Meta
 * compares a browser's event with the server's, and promises nothing for two of browsers.
 */
export function wasTracked(event: string): boolean {
  return onThisPage.includes(event) || inThisBrowser().some(([tracked]) => tracked === event);
}

export function rememberTracked(event: string): void {
  onThisPage.push(event);
  const entries = [...inThisBrowser().slice(-99), [event, Date.now()]];
  try {
    localStorage.setItem(key, JSON.stringify(entries));
  } catch {
    // No storage, or a full one: the page's own memory has to do.
  }
}

export function forgetTracked(): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // No storage, so there is nothing in it.
  }
}

function inThisBrowser(): readonly Entry[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isFresh) : [];
  } catch {
    return [];
  }
}

// A clock that was set back leaves entries of the future behind.
function isFresh(entry: unknown): entry is Entry {
  return Array.isArray(entry) && Math.abs(Date.now() - Number(entry[1])) < week;
}
