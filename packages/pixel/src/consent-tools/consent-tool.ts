import type { CookieReader } from '@meta-capi/core/consent-tools';
import type { ConsentTool } from '../consent/follow-consent.ts';

/** A tool that keeps its answer, and perhaps its time, in cookies or in what is read in their form. */
export function cookieTool(
  name: string,
  read: CookieReader,
  subscribe: ConsentTool['subscribe'],
  cookies: () => string = () => document.cookie,
): ConsentTool {
  return {
    name,
    read: () => read(cookies()),
    grantedAt: () => read.grantedAt?.(cookies()),
    subscribe,
  };
}

/** Subscribes to events; those of the document bubble to the window, or are captured there. */
export function onEvents(...events: readonly string[]): ConsentTool['subscribe'] {
  return (onChange) => {
    for (const event of events) addEventListener(event, onChange, true);
  };
}

/**
 * Calls the function with a global of the page once it accepts the global without an exception: now, or
 * as soon as the tool has loaded, and then calls `onLate` because an answer may have been given before.
 */
export function withGlobal(
  name: string,
  use: (value: unknown) => void,
  onLate: () => void = () => {},
): void {
  const later = (): void => {
    const retry = (): void => (isUsed(name, use) ? onLate() : later());
    setTimeout(retry, document.readyState === 'complete' ? 1000 : 100);
  };
  if (!isUsed(name, use)) later();
}

function isUsed(name: string, use: (value: unknown) => void): boolean {
  const value = (window as unknown as Record<string, unknown>)[name];
  if (value === undefined) return false;
  try {
    use(value);
    return true;
  } catch {
    // The tool is not ready, or this is an element: `<div id="klaro">` is `window.klaro`.
    return false;
  }
}

/** The page's global array of this name, which is made where the tool has not made it yet. */
export function globalArray(name: string): unknown[] {
  const page = window as unknown as Record<string, unknown[] | undefined>;
  const array = page[name] ?? [];
  page[name] = array;
  return array;
}
