import { pixelWindow } from '../fbq/page.ts';

let taken: { readonly from: string; readonly values: Record<string, string> } | undefined;

/**
 * Reads parameters of the page's address, and removes them there: in the query, in the fragment, and in
 * the query inside a fragment (`#/thanks?token=…`). Meta's
 * library sends the complete address, and so does the `Referer` of the next page. Call it before
 * `initPixel`, or before anything is tracked.
 *
 * A second call on the same page returns the same values; after a reload they are gone. On a server it
 * returns `{}`. Never throws.
 *
 * @example
 * const { payment_intent_client_secret } = takeFromUrl(['payment_intent_client_secret']);
 */
export function takeFromUrl<Name extends string>(
  names: readonly Name[],
): Partial<Record<Name, string>> {
  if (pixelWindow() === undefined) return {};
  const { pathname, search, hash, href } = location;
  const values = taken?.from === href ? taken.values : {};
  const rest = (text: string): string => {
    const parameters = text.slice(1).split('&');
    const kept = parameters.filter((parameter) => {
      const [found] = new URLSearchParams(parameter);
      if (found === undefined || !names.some((name) => name === found[0])) return true;
      values[found[0]] ??= found[1];
      return false;
    });
    if (kept.length === parameters.length) return text;
    return kept.length > 0 ? text.slice(0, 1) + kept.join('&') : '';
  };
  // A hash router keeps a path and a query in the fragment: `#/thanks?token=…`.
  const [, route = '', fragment = ''] = /^(#[^?&=]*(?=\?))?(.*)$/s.exec(hash) ?? [];
  const address = pathname + rest(search) + route + rest(fragment);
  try {
    if (address !== pathname + search + hash) history.replaceState(history.state, '', address);
  } catch {
    // A page in a sandboxed frame cannot change its address.
  }
  taken = { from: location.href, values };
  const own = Object.entries(values).filter(([name]) => names.some((each) => each === name));
  return Object.fromEntries(own) as Partial<Record<Name, string>>;
}
