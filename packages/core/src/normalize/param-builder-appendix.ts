/**
 * Removes what Meta's param builder appends after a dot, more than once in some versions: one of
 * six tokens, or six bytes in base64url of which the first, the format, is 1.
 */
// https://github.com/facebook/capi-param-builder
export function withoutAppendix(value: string): string {
  let end = value.length;
  for (;;) {
    const dot = value.lastIndexOf('.', end - 1);
    if (dot <= 0 || !isAppendix(value.slice(dot + 1, end))) return value.slice(0, end);
    end = dot;
  }
}

// The first byte of base64 is 1 where the first character is A and the second one of Q…f.
function isAppendix(segment: string): boolean {
  return /^(?:A[Qgw]|B[AQg]|A[Q-Za-f][\w-]{6})$/.test(segment);
}
