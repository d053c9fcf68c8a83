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
  const domain = attributes
    .find((attribute) => /^domain=/i.test(attribute))
    ?.replace(/^domain=\.?/i, '')
    .toLowerCase();
  const has = (key: string): boolean => attributes.some((each) => each.toLowerCase() === key);
  const found = [
    domainProblem(name, domain, hostname),
    has('httponly') && name !== 'meta_consent' ? unreadable(name) : undefined,
    has('secure') && protocol === 'http:' && !isLoopback(hostname) ? notSecure(name) : undefined,
  ].filter((finding) => finding !== undefined);
  return found.length > 0 ? found : [ok(check, `${name} is set for ${domain ?? hostname}`)];
}

function domainProblem(
  name: string,
  domain: string | undefined,
  hostname: string,
): Finding | undefined {
  if (domain === undefined) {
    if (hostname.split('.').length <= 2 || /^[\d.]+$/.test(hostname)) return undefined;
    return warning(
      check,
      `${name} is set without a domain, so only ${hostname} reads it, and other hosts of the site do not.`,
      `Give visitorCookies { domain: '${hostname.split('.').slice(-2).join('.')}' } (your registrable domain), as the Pixel does.`,
    );
  }
  if (hostname === domain || hostname.endsWith(`.${domain}`)) return undefined;
  return error(
    check,
    `${name} is set for ${domain}, which does not contain ${hostname}: browsers refuse it.`,
    `Give visitorCookies the domain that ${hostname} is part of.`,
  );
}

function unreadable(name: string): Finding {
  return error(
    check,
    `${name} is HttpOnly, so the Pixel cannot read it.`,
    'Set it with visitorCookies, which leaves HttpOnly out.',
  );
}

function notSecure(name: string): Finding {
  return error(
    check,
    `${name} is Secure, but the page is plain http: browsers refuse it.`,
    'Serve the site over https.',
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname.startsWith('127.');
}
