/**
 * `known` if the request contains one of the secrets, `wrong` if it contains another text in the form of
 * a secret, else `none`. The secret is read from the last segment of the path, the query parameter
 * `secret`, the password of Basic authentication and the header `x-webhook-secret`. ActiveCampaign signs
 * nothing, and its help mentions only the URL and URL parameters.
 *
 * It compares all digests with all secrets, to the last byte, so that the duration reveals nothing.
 */
export async function secretOf(
  request: Request,
  secrets: readonly string[],
): Promise<'known' | 'none' | 'wrong'> {
  const candidates = candidatesOf(request);
  const [offered, known] = await Promise.all([
    Promise.all(candidates.map(digest)),
    Promise.all(secrets.map(digest)),
  ]);
  let matches = 0;
  for (const one of offered) for (const other of known) matches += isSame(one, other);
  if (matches > 0) return 'known';
  return candidates.some(isSecret) ? 'wrong' : 'none';
}

/** Needs no escaping in a URL, and is too long to be guessed. */
export function isSecret(value: unknown): value is string {
  return typeof value === 'string' && /^[\w.~-]{20,200}$/.test(value);
}

// https://help.activecampaign.com/hc/en-us/articles/115001403484
function candidatesOf({ url, headers }: Request): readonly string[] {
  const { pathname, searchParams } = new URL(url);
  return [
    lastSegment(pathname),
    searchParams.get('secret') ?? '',
    basicPassword(headers.get('authorization')),
    headers.get('x-webhook-secret') ?? '',
  ];
}

/** Without a regular expression: `/([^/]*)\/*$/` takes quadratic time for a path of slashes. */
function lastSegment(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end -= 1;
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

// https://www.rfc-editor.org/rfc/rfc7617
function basicPassword(authorization: string | null): string {
  const [, credentials = ''] = /^basic +([\w+/=]{1,1000})$/i.exec(authorization ?? '') ?? [];
  try {
    return atob(credentials).replace(/^[^:]*:/, '');
  } catch {
    return '';
  }
}

async function digest(text: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

function isSame(one: Uint8Array, other: Uint8Array): 0 | 1 {
  let difference = 0;
  one.forEach((byte, index) => {
    difference |= byte ^ (other[index] ?? 0);
  });
  return difference === 0 ? 1 : 0;
}
