export interface SetCookieOptions {
  /**
   * The registrable domain, e.g. `example.com`, where the Pixel keeps its cookies too. Without it
   * only the answering host gets them back, and a Pixel on another host of yours keeps its own.
   */
  domain?: string | undefined;
  /** @default true */
  secure?: boolean | undefined;
}

/** The attributes of a first-party cookie that the Pixel reads too, so it is not `HttpOnly`. */
export function cookieAttributes(maxAgeSeconds: number, options: SetCookieOptions): string {
  const { domain, secure = true } = options;
  const attributes = [`Max-Age=${maxAgeSeconds}`, 'Path=/', 'SameSite=Lax'];
  if (secure) attributes.push('Secure');
  if (domain !== undefined) attributes.push(`Domain=${domain}`);
  return attributes.join('; ');
}

/** At least two labels, in ASCII. */
export function isDomain(domain: unknown): boolean {
  return (
    typeof domain === 'string' &&
    domain.length <= 253 &&
    /^[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63})+$/i.test(domain)
  );
}
