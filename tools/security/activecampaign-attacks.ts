import type { Attack } from './attack.ts';

export const secret = 'made-up-secret-for-the-attacks';

const fields: Readonly<Record<string, string>> = {
  type: 'subscribe',
  date_time: new Date(Date.now() - 60_000).toISOString().replace(/\.\d+Z/, '+00:00'),
  initiated_from: 'public',
  list: '3',
  'contact[id]': '36',
  'contact[email]': 'maria@example.com',
  'contact[first_name]': 'Maria',
};
const form = 'application/x-www-form-urlencoded';
const url = 'https://shop.example/hooks/';
const encoded = new URLSearchParams(fields).toString();

function post(
  path: string,
  sent: BodyInit | null = encoded,
  headers: Readonly<Record<string, string>> = {},
  method = 'POST',
): () => Request {
  return () =>
    new Request(url + path, {
      method,
      headers: { 'content-type': form, ...headers },
      ...(method === 'GET' ? {} : { body: sent }),
    });
}

const to = (sent: BodyInit | null, headers?: Readonly<Record<string, string>>): (() => Request) =>
  post(secret, sent, headers);
const basic = (text: string): Readonly<Record<string, string>> => ({
  authorization: `Basic ${btoa(text)}`,
});
const unknown = [404];

export const genuine: Attack = {
  name: 'a genuine webhook',
  request: to(encoded),
  statuses: [200],
  events: 1,
};

export const activeCampaignAttacks: readonly Attack[] = [
  // Without the secret
  { name: 'no secret', request: post(''), statuses: unknown },
  { name: 'a part of the secret', request: post(secret.slice(0, -1)), statuses: unknown },
  { name: 'the secret and more', request: post(`${secret}x`), statuses: unknown },
  { name: 'the secret in upper case', request: post(secret.toUpperCase()), statuses: unknown },
  { name: 'the secret before the last segment', request: post(`${secret}/x`), statuses: unknown },
  {
    name: 'a part of the secret in the query',
    request: post(`?secret=${secret.slice(1)}`),
    statuses: unknown,
  },
  {
    name: 'the secret in the body',
    request: post('', `${encoded}&secret=${secret}`),
    statuses: unknown,
  },
  { name: 'the secret after a NUL', request: post(`%00${secret}`), statuses: unknown },
  {
    name: 'the secret escaped twice',
    request: post(encodeURIComponent(secret).replaceAll('-', '%252D')),
    statuses: unknown,
  },
  {
    name: 'the secret as the user of Basic authentication',
    request: post('', encoded, basic(`${secret}:x`)),
    statuses: unknown,
  },
  {
    name: 'an empty Basic password',
    request: post('', encoded, basic('user:')),
    statuses: unknown,
  },
  {
    name: 'broken Basic credentials',
    request: post('', encoded, { authorization: 'Basic %%%' }),
    statuses: unknown,
  },
  {
    name: 'the secret as a bearer token',
    request: post('', encoded, { authorization: `Bearer ${secret}` }),
    statuses: unknown,
  },
  {
    name: 'the secret as X-Secret',
    request: post('', encoded, { 'x-secret': secret }),
    statuses: unknown,
  },
  {
    name: 'the secret of another path in Referer',
    request: post('', encoded, { referer: url + secret }),
    statuses: unknown,
  },
  {
    name: 'a path of 100,000 slashes',
    request: post(`${'/'.repeat(100_000)}x`),
    statuses: unknown,
  },
  { name: 'GET without the secret', request: post('', null, {}, 'GET'), statuses: unknown },
  // With the secret, as somebody has who read the URL in a log
  { name: 'GET', request: post(secret, null, {}, 'GET'), statuses: [405] },
  {
    name: 'JSON',
    request: to(JSON.stringify(fields), { 'content-type': 'application/json' }),
    statuses: [415],
  },
  { name: 'compressed', request: to(encoded, { 'content-encoding': 'gzip' }), statuses: [415] },
  {
    name: 'another character set',
    request: to(encoded, { 'content-type': `${form}; charset=utf-7` }),
    statuses: [415],
  },
  { name: 'a body of 1 MiB', request: to(`a=${'x'.repeat(1024 * 1024)}`), statuses: [413] },
  { name: '100,000 fields', request: to('a=1&'.repeat(100_000)), statuses: [413] },
  { name: 'the contact’s id twice', request: to(`${encoded}&contact[id]=1`), statuses: [400] },
  {
    name: 'the e-mail address twice',
    request: to(`${encoded}&contact[email]=eve@example.com`),
    statuses: [400],
  },
  {
    name: '__proto__',
    request: to(`${encoded}&__proto__[polluted]=1&contact[__proto__][polluted]=1`),
    statuses: [200],
    events: 1,
  },
  {
    name: 'constructor.prototype',
    request: to(`${encoded}&constructor[prototype][polluted]=1&contact[fields][constructor]=1`),
    statuses: [200],
    events: 1,
  },
  {
    name: 'hasOwnProperty',
    request: to(`${encoded}&hasOwnProperty=1&contact[hasOwnProperty]=1`),
    statuses: [200],
    events: 1,
  },
  {
    name: 'brackets nested 10,000 levels deep',
    request: to(`${encoded}&contact${'[a]'.repeat(10_000)}=1`),
    statuses: [200],
    events: 1,
  },
  { name: 'a contact that is text', request: to(`type=subscribe&contact=maria`), statuses: [200] },
  {
    name: 'a list of types',
    request: to(`${encoded}&type[]=subscribe`),
    statuses: [200],
    events: 1,
  },
  {
    name: 'line breaks and escape codes in every field',
    request: to(
      new URLSearchParams({
        ...fields,
        'contact[first_name]': 'a\r\n\u001b[31mb',
        list: '3\u001b[2J',
      }).toString(),
    ),
    statuses: [200],
  },
];
