/**
 * Items of `localStorage` in the form of a `Cookie` header, so that a `CookieReader` reads the answer
 * of a tool that keeps it there. Never throws: where the browser blocks the storage, it is empty.
 *
 * @example
 * usercentricsV2('…')(storedAsCookies(['uc_settings', 'uc_user_interaction'], () => localStorage));
 */
export function storedAsCookies(
  names: readonly string[],
  storage: () => { getItem: (name: string) => string | null },
): string {
  try {
    const items = storage();
    const cookies = names.flatMap((name) => {
      const value = items.getItem(name);
      return value === null ? [] : [`${name}=${encoded(value)}`];
    });
    return cookies.join('; ');
  } catch {
    return '';
  }
}

function encoded(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return ''; // Half a surrogate pair: no reader takes an empty value for an answer.
  }
}
