import type { Attack } from './attack.ts';

export const origin = 'https://shop.example';

const lead = { eventName: 'Lead', eventId: 'lead-1' };
const page: Readonly<Record<string, string>> = {
  origin,
  'content-type': 'text/plain;charset=UTF-8',
  referer: `${origin}/join`,
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36',
  cookie: '_fbp=fb.1.1795000000000.1098115397',
};

function post(
  sent: unknown,
  headers: Readonly<Record<string, string | undefined>> = {},
  method = 'POST',
): () => Request {
  const given = Object.entries({ ...page, ...headers }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return () =>
    new Request(`${origin}/api/meta`, {
      method,
      headers: given,
      ...(method === 'GET' ? {} : { body: typeof sent === 'string' ? sent : JSON.stringify(sent) }),
    });
}

export const genuine: Attack = {
  name: 'a genuine post',
  request: post(lead),
  statuses: [204],
  events: 1,
};

const malformed = [400];

export const relayAttacks: readonly Attack[] = [
  { name: 'no origin', request: post(lead, { origin: undefined }), statuses: [403] },
  {
    name: 'another origin',
    request: post(lead, { origin: 'https://evil.example' }),
    statuses: [403],
  },
  {
    name: 'an origin that begins with ours',
    request: post(lead, { origin: `${origin}.evil.example` }),
    statuses: [403],
  },
  {
    name: 'an origin that ends with ours',
    request: post(lead, { origin: 'https://evil-shop.example' }),
    statuses: [403],
  },
  {
    name: 'our origin as user information',
    request: post(lead, { origin: 'https://shop.example@evil.example' }),
    statuses: [403],
  },
  {
    name: 'our origin by http',
    request: post(lead, { origin: 'http://shop.example' }),
    statuses: [403],
  },
  {
    name: 'our origin with a port',
    request: post(lead, { origin: 'https://shop.example:8443' }),
    statuses: [403],
  },
  {
    name: 'our origin with a path',
    request: post(lead, { origin: `${origin}/` }),
    statuses: [403],
  },
  {
    name: 'two origins',
    request: post(lead, { origin: `${origin}, https://evil.example` }),
    statuses: [403],
  },
  {
    name: 'origin null of another site',
    request: post(lead, { origin: 'null', 'sec-fetch-site': 'cross-site' }),
    statuses: [403],
  },
  {
    name: 'origin null and a Host of ours with a path',
    request: post(lead, {
      origin: 'null',
      'sec-fetch-site': 'same-origin',
      host: 'evil.example/x?',
    }),
    statuses: [403],
  },
  {
    name: 'an event name that is not allowed',
    request: post({ ...lead, eventName: 'Purchase' }),
    statuses: [403],
  },
  {
    name: 'an allowed name in another case',
    request: post({ ...lead, eventName: 'lead' }),
    statuses: [403],
  },
  {
    name: 'a prototype’s name as event name',
    request: post({ ...lead, eventName: '__proto__' }),
    statuses: [403],
  },
  { name: 'GET', request: post('', {}, 'GET'), statuses: [405] },
  {
    name: 'OPTIONS of another origin',
    request: post('', { origin: 'https://evil.example' }, 'OPTIONS'),
    statuses: [405],
  },
  {
    name: 'a form',
    request: post('eventName=Lead', { 'content-type': 'application/x-www-form-urlencoded' }),
    statuses: [415],
  },
  {
    name: 'more than 16 KiB',
    request: post(JSON.stringify({ ...lead, customData: { a: 'x'.repeat(20_000) } })),
    statuses: [413],
  },
  {
    name: 'somebody’s e-mail address',
    request: post({ ...lead, userData: { email: 'eve@example.com' } }),
    statuses: malformed,
  },
  {
    name: 'a visitor',
    request: post({ ...lead, visitor: { fbp: 'x', consent: 'granted' } }),
    statuses: malformed,
  },
  { name: 'a test mode', request: post({ ...lead, testMode: true }), statuses: malformed },
  { name: 'a time', request: post({ ...lead, eventTime: 1 }), statuses: malformed },
  { name: 'a list', request: post([lead]), statuses: malformed },
  {
    name: 'an id that is an object',
    request: post({ ...lead, eventId: { toString: 'x' } }),
    statuses: malformed,
  },
  {
    name: 'an id with an escape code',
    request: post({ ...lead, eventId: 'a\u001b[31m' }),
    statuses: malformed,
  },
  {
    name: 'an id of 10,000 characters',
    request: post({ ...lead, eventId: 'x'.repeat(10_000) }),
    statuses: malformed,
  },
  { name: 'not JSON', request: post('<script>'), statuses: malformed },
  {
    name: 'own keys of the prototype in custom data',
    request: post(
      `{"eventName":"Lead","eventId":"lead-1","customData":{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}}`,
    ),
    statuses: [204],
    events: 1,
  },
  {
    name: 'consent that contradicts itself',
    request: post(lead, { cookie: 'meta_consent=granted; meta_consent=denied' }),
    statuses: [204],
  },
];
