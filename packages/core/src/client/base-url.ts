/** Is this the origin of Meta's Graph API, or of this machine? */
export function isKnownHost(origin: string | undefined): boolean {
  // An address that has no origin is reported for that.
  if (origin === undefined || origin === 'https://graph.facebook.com') return true;
  return isLoopback(new URL(origin).hostname);
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** The origin of an https address, or of http on a loopback address; `undefined` for any other text. */
export function safeOrigin(baseUrl: string): string | undefined {
  if (!URL.canParse(baseUrl)) return undefined;
  const url = new URL(baseUrl);
  const isSafe =
    url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
  const isBare = url.href === `${url.origin}/`;
  return isSafe && isBare ? url.origin : undefined;
}
