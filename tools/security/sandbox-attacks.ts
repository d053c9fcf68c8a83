/** What an event's texts may hold to take over the page that shows them. */
export const markup: readonly string[] = [
  '<script>attacked()</script>',
  '<img src=x onerror=attacked()>',
  '"><svg onload=attacked()>',
  "'-attacked()-'",
  '</script><script>attacked()</script>',
  '<!--<script>attacked()//-->',
  '<iframe srcdoc="<script>parent.attacked()</script>">',
  '<a href="javascript:attacked()">click</a>',
  '<base href="https://evil.example/">',
  '<meta http-equiv=refresh content="0;url=https://evil.example/">',
  '<style>@import url(https://evil.example/)</style>',
  '<form action=https://evil.example><button>',
  '{{constructor.constructor("attacked()")()}}',
  ['$', '{attacked()}'].join(''),
  'javascript:attacked()',
  '\u202e\u0000\u001b[31m\u2028',
  '\ud800',
  '__proto__',
];

export interface ForeignRequest {
  readonly name: string;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly statuses: readonly number[];
}

/** What a page of another site can make a browser send to the loopback address. */
export const foreignRequests: readonly ForeignRequest[] = [
  {
    name: 'the page, by a name that leads to the loopback address',
    path: '/',
    headers: { host: 'evil.example' },
    statuses: [403],
  },
  {
    name: 'the events, by such a name',
    path: '/sandbox/events',
    headers: { host: 'evil.example:80' },
    statuses: [403],
  },
  {
    name: 'the events, by a name that begins with localhost',
    path: '/sandbox/events',
    headers: { host: 'localhost.evil.example' },
    statuses: [403],
  },
  {
    name: 'the events, by a name that begins with the address',
    path: '/sandbox/events',
    headers: { host: '127.0.0.1.evil.example' },
    statuses: [403],
  },
  {
    name: 'the requests, by such a name',
    path: '/sandbox/requests',
    headers: { host: '127.0.0.1.nip.example' },
    statuses: [403],
  },
  {
    name: 'the stream, by such a name',
    path: '/sandbox/stream',
    headers: { host: 'evil.example' },
    statuses: [403],
  },
  {
    name: 'a fault as text',
    path: '/sandbox/faults',
    method: 'POST',
    headers: { 'content-type': 'text/plain' },
    body: '{"kind":"timeout"}',
    statuses: [415],
  },
  {
    name: 'a fault as a form',
    path: '/sandbox/faults',
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'kind=timeout',
    statuses: [415],
  },
  {
    name: 'a fault that does not exist',
    path: '/sandbox/faults',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"kind":"__proto__"}',
    statuses: [400],
  },
  {
    name: 'a fault that is no object',
    path: '/sandbox/faults',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: 'null',
    statuses: [400],
  },
  {
    name: 'a preflight for deleting',
    path: '/sandbox/events',
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'DELETE' },
    statuses: [404, 405],
  },
  { name: 'a file of the disk', path: '/sandbox/..%2f..%2f..%2fetc%2fpasswd', statuses: [404] },
];
