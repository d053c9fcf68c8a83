import type { LambdaHttpEvent } from '@meta-capi/core';

interface WireAttack {
  readonly name: string;
  readonly lines: readonly string[];
  readonly statuses: readonly number[];
  readonly seen?: readonly string[];
}

const close = 'connection: close';
export const wireAttacks: readonly WireAttack[] = [
  {
    name: 'a genuine request',
    lines: ['POST /a HTTP/1.1', 'host: shop.example', close, 'content-length: 2', '', 'hi'],
    statuses: [204],
    seen: ['POST http://shop.example/a hi'],
  },
  {
    name: 'two lengths',
    lines: ['POST /a HTTP/1.1', 'host: a', 'content-length: 2', 'content-length: 3', '', 'hi'],
    statuses: [400],
  },
  {
    name: 'a length and chunks',
    lines: [
      'POST /a HTTP/1.1',
      'host: a',
      'content-length: 4',
      'transfer-encoding: chunked',
      '',
      '0',
      '',
      'GET /b HTTP/1.1',
      'host: a',
      '',
      '',
    ],
    statuses: [400],
  },
  {
    name: 'a chunk size that is no number',
    lines: ['POST /a HTTP/1.1', 'host: a', 'transfer-encoding: chunked', '', 'zz', 'hi', ''],
    statuses: [400],
  },
  {
    name: 'a header on two lines',
    lines: ['POST /a HTTP/1.1', 'host: a', 'x-a: b', ' c', '', ''],
    statuses: [400],
  },
  {
    name: 'a NUL in a header',
    lines: ['GET /a HTTP/1.1', 'host: a', 'x-a: \0', '', ''],
    statuses: [400],
  },
  {
    name: 'a header of 100 KiB',
    lines: ['GET /a HTTP/1.1', 'host: a', `x-a: ${'a'.repeat(100_000)}`, '', ''],
    statuses: [431],
  },
  { name: 'TRACE', lines: ['TRACE /a HTTP/1.1', 'host: a', close, '', ''], statuses: [400] },
  { name: 'no Host', lines: ['GET /a HTTP/1.1', close, '', ''], statuses: [400] },
  {
    name: 'a path that begins with another host',
    lines: ['GET //evil.example/a HTTP/1.1', 'host: shop.example', close, '', ''],
    statuses: [204],
    seen: ['GET http://shop.example//evil.example/a '],
  },
  {
    name: 'dots that leave the root',
    lines: ['GET /../../etc/passwd HTTP/1.1', 'host: shop.example', close, '', ''],
    statuses: [204],
    seen: ['GET http://shop.example/etc/passwd '],
  },
  {
    name: 'a backslash as a slash',
    lines: ['GET /\\evil.example HTTP/1.1', 'host: shop.example', close, '', ''],
    statuses: [204],
    seen: ['GET http://shop.example//evil.example '],
  },
  {
    name: 'a Host with a path',
    lines: ['GET /a HTTP/1.1', 'host: evil.example/x?', close, '', ''],
    statuses: [400],
  },
  {
    name: 'a Host with user information',
    lines: ['GET /a HTTP/1.1', 'host: shop.example@evil.example', close, '', ''],
    statuses: [400],
  },
  {
    name: 'a Host with a fragment',
    lines: ['GET /a HTTP/1.1', 'host: evil.example#', close, '', ''],
    statuses: [400],
  },
  {
    name: 'a Host with spaces',
    lines: ['GET /a HTTP/1.1', 'host: a b', close, '', ''],
    statuses: [400],
  },
  {
    name: 'the prototype’s name as a header',
    lines: [
      'GET /a HTTP/1.1',
      'host: a',
      '__proto__: polluted',
      'constructor: polluted',
      close,
      '',
      '',
    ],
    statuses: [204],
    seen: ['GET http://a/a '],
  },
];

interface GatewayAttack {
  readonly name: string;
  readonly event: LambdaHttpEvent;
  readonly status: number;
  readonly seen?: string;
}

const http = { http: { method: 'POST', sourceIp: '203.0.113.7' } };
export const gatewayAttacks: readonly GatewayAttack[] = [
  {
    name: 'a genuine request',
    event: { rawPath: '/a', requestContext: http, headers: { host: 'shop.example' }, body: 'hi' },
    status: 204,
    seen: 'POST https://shop.example/a hi',
  },
  { name: 'nothing', event: {}, status: 204, seen: 'GET https://localhost/ ' },
  {
    name: 'a Host with a path',
    event: { rawPath: '/a', requestContext: http, headers: { host: 'evil.example/x?' } },
    status: 400,
  },
  {
    name: 'a Host with user information',
    event: { rawPath: '/a', requestContext: http, headers: { host: 'shop.example@evil.example' } },
    status: 400,
  },
  {
    name: 'a header value with a line break',
    event: { rawPath: '/a', requestContext: http, headers: { 'x-a': 'a\r\nb: c' } },
    status: 400,
  },
  {
    name: 'a header name with a space',
    event: { rawPath: '/a', requestContext: http, headers: { 'x a': 'b' } },
    status: 400,
  },
  {
    name: 'a body that is not base64',
    event: { rawPath: '/a', requestContext: http, body: '%%%', isBase64Encoded: true },
    status: 400,
  },
  {
    name: 'TRACE',
    event: { rawPath: '/a', requestContext: { http: { method: 'TRACE' } } },
    status: 400,
  },
  {
    name: 'a method with a line break',
    event: { rawPath: '/a', requestContext: { http: { method: 'GET\r\nx' } } },
    status: 400,
  },
];
