/**
 * A browser's `User-Agent`, unchanged: at most 1,024 characters, none of them a control character.
 * Meta compares it, so a cut one is worth less than none.
 */
export function validUserAgent(value: unknown): string | undefined {
  return typeof value === 'string' &&
    value.length <= 1024 &&
    value.trim() !== '' &&
    !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value)
    ? value
    : undefined;
}
