/** Webhooks as ActiveCampaign posts them. The people are made up. */

export const secret = 'a-secret-of-the-made-up-shop-1';

/** The account webhook. https://developers.activecampaign.com/page/webhooks */
export function subscribed(changes: Readonly<Record<string, string>> = {}): Post {
  return post({
    url: '/',
    type: 'subscribe',
    date_time: isoAgo(2),
    initiated_from: 'public',
    initiated_by: '0',
    list: '3',
    'form[id]': '5',
    'contact[id]': '36',
    'contact[email]': 'Maria@Example.com',
    'contact[first_name]': 'Maria',
    'contact[last_name]': 'Nikolaidou',
    'contact[phone]': '+30 210 123 4567',
    'contact[ip]': '8.8.8.8',
    'contact[tags]': 'canary-tag-one, canary-tag-two',
    'contact[customer_acct_name]': 'canary-organisation',
    'contact[orgname]': 'canary-organisation',
    'contact[fields][3]': 'canary-of-a-custom-field',
    'contact[fields][5]': '||canary-one||canary-two||',
    orgname: 'canary-organisation',
    customer_acct_name: 'canary-organisation',
    customer_acct_id: '9',
    ...changes,
  });
}

/** The automation step: without type, time and list, with fields by their personalisation tags. */
export function automated(changes: Readonly<Record<string, string>> = {}, query = '?list=3'): Post {
  return post({
    url: query,
    'contact[id]': '36',
    'contact[email]': 'maria@example.com',
    'contact[first_name]': 'Maria',
    'contact[last_name]': 'Nikolaidou',
    'contact[phone]': '+302101234567',
    'contact[ip4]': '127.0.0.1',
    'contact[tags]': 'canary-tag-one',
    'contact[orgname]': 'canary-organisation',
    'contact[fields][favourite_colour]': 'canary-of-a-custom-field',
    seriesid: '929',
    ...changes,
  });
}

export interface Post {
  body: string;
  /** In the form that `createWebhookHandler` receives. */
  request: (change?: RequestChange) => Request;
}

interface RequestChange {
  /** Everything after the host. */
  path?: string | undefined;
  method?: string | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
  body?: BodyInit | null | undefined;
}

function post({ url, ...fields }: Readonly<Record<string, string>>): Post {
  const body = new URLSearchParams(fields).toString();
  const query = url === '/' ? '' : url;
  return {
    body,
    request: ({ path = `/hooks/${secret}${query}`, method = 'POST', ...change } = {}) =>
      new Request(`https://shop.example.com${path}`, {
        method,
        body: method === 'POST' ? (change.body === undefined ? body : change.body) : null,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...change.headers },
      }),
  };
}

/** The time this many seconds ago, in the format of an account in Chicago in winter. */
export function isoAgo(seconds: number): string {
  const local = new Date(Date.now() - seconds * 1000 - 6 * 3_600_000);
  return `${local.toISOString().slice(0, 19)}-06:00`;
}
