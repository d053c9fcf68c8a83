/** Sends one request in which a part is the hostile text. */
export type Send = (hostile: string) => unknown;

export const origin = 'https://shop.example';
export const json = { 'content-type': 'application/json' };
export const form = { 'content-type': 'application/x-www-form-urlencoded' };

export function to(
  handler: (request: Request) => unknown,
  url: string,
  headers: Record<string, string> = {},
  body?: string,
): unknown {
  return handler(
    new Request(url, { method: 'POST', headers, ...(body === undefined ? {} : { body }) }),
  );
}

export function withHeader(
  handler: (request: Request) => unknown,
  url: string,
  name: string,
  others: Record<string, string> = {},
  body?: string,
): Send {
  return (hostile) => to(handler, url, { ...others, [name]: hostile }, body);
}

export function nested(depth: number): string {
  const levels = Math.floor(depth);
  return `${'{"a":1,"b":'.repeat(levels)}1${'}'.repeat(levels)}`;
}
