import { error, type Finding, ok, skipped, warning } from './finding.ts';

const check = 'cookie domain';
const names = /^(?:_fbp|_fbc|meta_consent)=/;

/** The visitor cookies that a page or route of the site sets: who else of the site can read them? */
export async function checkSite(url: string): Promise<readonly Finding[]> {
  if (!URL.canParse(url)) {
    return [
      error('site', '--site is not a URL.', 'Write for example --site https://www.shop.example/.'),
    ];
  }
  const { hostname, protocol, host } = new URL(url);
  let cookies: readonly string[];
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(10_000) });
    await response.body?.cancel();
    cookies = response.headers.getSetCookie().filter((cookie) => names.test(cookie));
  } catch {
    return [error('site', `${host} did not answer.`, 'Check the address of --site.')];
  }
  if (cookies.length === 0) {
    return [
      skipped(check, `${host} sets no visitor cookie here (the Pixel sets them in the browser)`),
    ];
  }
  return cookies.flatMap((cookie) => findingsOf(cookie, hostname, protocol));
}

function findingsOf(cookie: string, hostname: string, protocol: string): readonly Finding[] {
  const [pair = '', ...attributes] = cookie.split(/;\s*/);
  const name = pair.slice(0, pair.indexOf('='));
  const attributeOf = (key: string): string | undefined =>
    attributes
      .find((attribute) => attribute.toLowerCase().startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .replace(/^\./, '')
      .toLowerCase();
  const has = (key: string): boolean => attributes.some((each) => each.toLowerCase() === key);
  const domain = attributeOf('domain');
  const found: Finding[] = [];
  if (domain !== undefined && hostname !== domain && !hostname.endsWith(`.${domain}`)) {
    found.push(
      error(
        check,
        `${name} is set for ${domain}, which does not contain ${hostname}: browsers refuse it.`,
        `Give visitorCookies the domain that ${hostname} is part of.`,
      ),
    );
  } else if (domain === undefined && hostname.split('.').length > 2 && !/^[\d.]+$/.test(hostname)) {
    found.push(
      warning(
        check,
        `${name} is set without a domain, so only ${hostname} reads it, and other hosts of the site do not.`,
        `Give visitorCookies { domain: '${hostname.split('.').slice(-2).join('.')}' } (your registrable domain), as the Pixel does.`,
      ),
    );
  }
  if (has('httponly') && name !== 'meta_consent') {
    found.push(
      error(
        check,
        `${name} is HttpOnly, so the Pixel cannot read it.`,
        'Set it with visitorCookies, which leaves HttpOnly out.',
      ),
    );
  }
  if (
    has('secure') &&
    protocol === 'http:' &&
    hostname !== 'localhost' &&
    !hostname.startsWith('127.')
  ) {
    found.push(
      error(
        check,
        `${name} is Secure, but the page is plain http: browsers refuse it.`,
        'Serve the site over https.',
      ),
    );
  }
  return found.length > 0 ? found : [ok(check, `${name} is set for ${domain ?? hostname}`)];
}
