/**
 * The `_fbp` and `_fbc` cookies of the page, made where they are missing, and the click ids of
 * earlier visits, which Meta's library keeps in localStorage.
 */
// https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc
export function clickCookies(): Record<'fbp' | 'fbc' | 'multiFbc', string | undefined> {
  const clickId = new URLSearchParams(location.search).get('fbclid');
  const random = Math.floor(1e9 + Math.random() * 9e9);
  if (read('_fbp') === undefined) write('_fbp', String(random));
  if (clickId !== null && !read('_fbc')?.endsWith(`.${clickId}`)) write('_fbc', clickId);
  const [fbp, fbc] = [read('_fbp'), read('_fbc')];
  return { fbp, fbc, multiFbc: fbc === undefined ? undefined : keepClickId(fbc) };
}

function keepClickId(fbc: string): string | undefined {
  try {
    const kept = localStorage.getItem('multiFbc') ?? '';
    const all = kept.includes(fbc) ? kept : [fbc, ...kept.split(',')].filter(Boolean).join(',');
    localStorage.setItem('multiFbc', all);
    return all;
  } catch {
    return undefined; // A page without storage.
  }
}

function read(name: string): string | undefined {
  const pair = document.cookie.split('; ').find((each) => each.startsWith(`${name}=`));
  return pair?.slice(name.length + 1);
}

/** For the widest domain that the browser accepts. */
function write(name: string, payload: string): void {
  const labels = location.hostname.split('.');
  for (let count = Math.min(2, labels.length); count <= labels.length; count += 1) {
    const domain = count === 1 ? '' : `; domain=${labels.slice(-count).join('.')}`;
    const value = `fb.${count - 1}.${Date.now()}.${payload}`;
    // biome-ignore lint/suspicious/noDocumentCookie: a Pixel writes its cookies at once
    document.cookie = `${name}=${value}; max-age=7776000; path=/; samesite=lax${domain}`;
    if (read(name) === value) return;
  }
}
