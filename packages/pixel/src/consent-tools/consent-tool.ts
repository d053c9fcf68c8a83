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

/** Calls the function with a global of the page: now, or when the page has loaded. */
export function withGlobal(name: string, use: (value: unknown) => void): void {
  const value = (window as unknown as Record<string, unknown>)[name];
  if (value !== undefined) use(value);
  else if (document.readyState !== 'complete') {
    addEventListener('load', () => setTimeout(() => withGlobal(name, use)), { once: true });
  }
}

/** The page's global array of this name, which is made where the tool has not made it yet. */
export function globalArray(name: string): unknown[] {
  const page = window as unknown as Record<string, unknown[] | undefined>;
  const array = page[name] ?? [];
  page[name] = array;
  return array;
}
