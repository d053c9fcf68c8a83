import { describe, expect, test, vi } from 'vitest';
import { type LambdaHttpEvent, toLambdaHandler } from '../../src/server/lambda-handler.ts';
import { visitorFromRequest } from '../../src/visitor/from-request.ts';
import { WebhookError } from '../../src/webhook/webhook-error.ts';

const text = '{"name":"Ελένη 😀"}\n';
const base64 = Buffer.from(text).toString('base64');

/** Answers with what arrived. */
const echo = toLambdaHandler(async (request) =>
  Response.json({
    method: request.method,
    url: request.url,
    cookie: request.headers.get('cookie'),
    signature: request.headers.get('stripe-signature'),
    body: await request.text(),
  }),
);

// https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
const functionUrl: LambdaHttpEvent = {
  rawPath: '/hooks/stripe',
  rawQueryString: 'a=1&a=2',
  cookies: ['_fbp=fb.1.1.2', '_fbc=x'],
  headers: { host: 'abc.lambda-url.eu-west-1.on.aws', 'stripe-signature': 't=1,v1=a' },
  requestContext: { domainName: 'abc.lambda-url.eu-west-1.on.aws', http: { method: 'POST' } },
  body: base64,
  isBase64Encoded: true,
};

// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
const restApi: LambdaHttpEvent = {
  httpMethod: 'POST',
  path: '/hooks/stripe',
  multiValueQueryStringParameters: { a: ['1', '2'] },
  headers: { Host: 'api.example.com', Cookie: '_fbp=fb.1.1.2', 'Stripe-Signature': 't=1,v1=a' },
  body: text,
  isBase64Encoded: false,
};

// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
const loadBalancer: LambdaHttpEvent = {
  requestContext: { elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-west-1:1:t/a' } },
  httpMethod: 'POST',
  path: '/hooks/stripe',
  queryStringParameters: { a: '1%262' },
  headers: { host: 'alb.example.com', cookie: '_fbp=fb.1.1.2', 'stripe-signature': 't=1,v1=a' },
  body: text,
  isBase64Encoded: false,
};
const multiValueLoadBalancer: LambdaHttpEvent = {
  ...loadBalancer,
  queryStringParameters: undefined,
  multiValueQueryStringParameters: { a: ['1%262', '2'] },
  headers: undefined,
  multiValueHeaders: {
    host: ['alb.example.com'],
    cookie: ['_fbp=fb.1.1.2'],
    'stripe-signature': ['t=1,v1=a'],
  },
};

async function echoed(event: LambdaHttpEvent): Promise<unknown> {
  return JSON.parse((await echo(event)).body);
}

describe('the request arrives whole', () => {
  test('from a function URL or an HTTP API, in base64', async () => {
    expect(await echoed(functionUrl)).toEqual({
      method: 'POST',
      url: 'https://abc.lambda-url.eu-west-1.on.aws/hooks/stripe?a=1&a=2',
      cookie: '_fbp=fb.1.1.2; _fbc=x',
      signature: 't=1,v1=a',
      body: text,
    });
  });

  test('from a REST API, as text', async () => {
    expect(await echoed(restApi)).toEqual({
      method: 'POST',
      url: 'https://api.example.com/hooks/stripe?a=1&a=2',
      cookie: '_fbp=fb.1.1.2',
      signature: 't=1,v1=a',
      body: text,
    });
  });

  test.each([
    ['', loadBalancer, 'a=1%262'],
    [' with multi-value headers', multiValueLoadBalancer, 'a=1%262&a=2'],
  ])('from a load balancer%s, which leaves the query encoded', async (_, event, query) => {
    expect(await echoed(event)).toEqual({
      method: 'POST',
      url: `https://alb.example.com/hooks/stripe?${query}`,
      cookie: '_fbp=fb.1.1.2',
      signature: 't=1,v1=a',
      body: text,
    });
  });

  test('from API Gateway, which sends each header in both forms', async () => {
    const { headers } = restApi;
    const multiValueHeaders = Object.fromEntries(
      Object.entries(headers ?? {}).map(([name, value]) => [name, [value ?? '']]),
    );
    expect(await echoed({ ...restApi, multiValueHeaders })).toMatchObject({
      url: 'https://api.example.com/hooks/stripe?a=1&a=2',
      cookie: '_fbp=fb.1.1.2',
      signature: 't=1,v1=a',
    });
  });

  test.each<[string, LambdaHttpEvent, object]>([
    [
      'a HEAD request has no body',
      { ...restApi, httpMethod: 'HEAD', body: null },
      { method: 'HEAD', body: '' },
    ],
    [
      'the query of a REST API is encoded again',
      {
        ...restApi,
        multiValueQueryStringParameters: undefined,
        queryStringParameters: { a: '1&2', b: 'ä', c: undefined },
      },
      { url: 'https://api.example.com/hooks/stripe?a=1%262&b=%C3%A4' },
    ],
    [
      'without a query the URL has none',
      { ...restApi, multiValueQueryStringParameters: null },
      { url: 'https://api.example.com/hooks/stripe' },
    ],
    [
      'without a Host header the host is the domain name',
      { ...functionUrl, headers: { 'stripe-signature': 't=1,v1=a' } },
      { url: 'https://abc.lambda-url.eu-west-1.on.aws/hooks/stripe?a=1&a=2' },
    ],
    [
      'a path without its slash',
      { ...restApi, path: 'hooks', multiValueQueryStringParameters: null },
      { url: 'https://api.example.com/hooks' },
    ],
    ['an empty list of cookies is no cookie', { ...functionUrl, cookies: [] }, { cookie: null }],
    [
      'a header without a value is missing',
      { ...restApi, headers: { ...restApi.headers, 'Stripe-Signature': undefined } },
      { signature: null },
    ],
    [
      'a header without a list of values is missing',
      {
        ...multiValueLoadBalancer,
        multiValueHeaders: {
          ...multiValueLoadBalancer.multiValueHeaders,
          'stripe-signature': undefined,
        },
      },
      { signature: null },
    ],
    [
      'a header with several values has all',
      {
        ...multiValueLoadBalancer,
        multiValueHeaders: {
          ...multiValueLoadBalancer.multiValueHeaders,
          'stripe-signature': ['t=1', 'v1=a'],
        },
      },
      { signature: 't=1, v1=a' },
    ],
  ])('%s', async (_, event, expected) => {
    expect(await echoed(event)).toMatchObject(expected);
  });

  test('without a body, a host or anything at all', async () => {
    expect(await echoed({})).toMatchObject({ method: 'GET', url: 'https://localhost/', body: '' });
    expect(await echoed({ ...restApi, body: null, headers: null })).toMatchObject({ body: '' });
  });
});

test('returns the status, the headers and every byte of the response', async () => {
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const answer = toLambdaHandler(async () =>
    Promise.resolve(new Response(bytes, { status: 503, headers: { 'retry-after': '60' } })),
  );
  const { statusCode, headers, body, isBase64Encoded } = await answer(functionUrl);
  expect({ statusCode, isBase64Encoded }).toEqual({ statusCode: 503, isBase64Encoded: true });
  expect(headers).toEqual({ 'retry-after': '60' });
  expect([...Buffer.from(body, 'base64')]).toEqual([...bytes]);
});

test('returns text as text: a REST API would forward base64 to the caller', async () => {
  const answer = toLambdaHandler(() => Promise.resolve(new Response(`\ufeff${text}`)));
  expect(await answer(restApi)).toMatchObject({ body: `\ufeff${text}`, isBase64Encoded: false });
});

test('returns each cookie separately, in the form of both payloads', async () => {
  const answer = toLambdaHandler(() => {
    const headers = new Headers({ 'x-a': 'b' });
    headers.append('set-cookie', '_fbp=1; Expires=Thu, 01 Jan 2037 00:00:00 GMT');
    headers.append('set-cookie', '_fbc=2');
    return Promise.resolve(new Response(null, { status: 204, headers }));
  });
  const cookies = ['_fbp=1; Expires=Thu, 01 Jan 2037 00:00:00 GMT', '_fbc=2'];
  expect(await answer(functionUrl)).toEqual({
    statusCode: 204,
    headers: { 'x-a': 'b' },
    cookies,
    multiValueHeaders: { 'set-cookie': cookies },
    body: '',
    isBase64Encoded: false,
  });
});

test('a response without cookies has no field for them', async () => {
  const answer = toLambdaHandler(() => Promise.resolve(new Response('x', { headers: { a: 'b' } })));
  const plain = {
    statusCode: 200,
    headers: { a: 'b', 'content-type': 'text/plain;charset=UTF-8' },
    body: 'x',
    isBase64Encoded: false,
  };
  expect(await answer(functionUrl)).toStrictEqual(plain);
  expect(await answer(restApi)).toStrictEqual(plain);
  expect(await answer({ ...restApi, multiValueHeaders: {} })).toStrictEqual(plain);
  expect(await answer(loadBalancer)).toStrictEqual(plain);
  expect(await answer(multiValueLoadBalancer)).toStrictEqual({
    ...plain,
    multiValueHeaders: { a: ['b'], 'content-type': ['text/plain;charset=UTF-8'] },
  });
});

test.each<[string, LambdaHttpEvent, string | undefined]>([
  [
    'a function URL',
    { ...functionUrl, requestContext: { http: { method: 'POST', sourceIp: '8.8.4.4' } } },
    '8.8.4.4',
  ],
  ['a REST API', { ...restApi, requestContext: { identity: { sourceIp: '8.8.8.8' } } }, '8.8.8.8'],
  ['a load balancer, which sends none', loadBalancer, undefined],
])('the visitor’s address from %s is that of the connection', async (_, event, address) => {
  const seen: unknown[] = [];
  const handler = toLambdaHandler((request) => {
    seen.push(visitorFromRequest(request).clientIpAddress);
    return Promise.resolve(new Response());
  });
  await handler(event);
  expect(seen).toEqual([address]);
});

describe('a load balancer takes the headers in the form that it sends', () => {
  const answer = toLambdaHandler(() =>
    Promise.resolve(
      new Response(null, { status: 503, headers: { 'retry-after': '60', 'set-cookie': '_fbp=1' } }),
    ),
  );

  test('several values', async () => {
    expect(await answer(multiValueLoadBalancer)).toMatchObject({
      statusCode: 503,
      multiValueHeaders: { 'retry-after': ['60'], 'set-cookie': ['_fbp=1'] },
    });
  });

  test('one value', async () => {
    expect(await answer(loadBalancer)).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '60', 'set-cookie': '_fbp=1' },
    });
  });
});

test.each<[string, LambdaHttpEvent]>([
  ['a body that is not base64', { ...functionUrl, body: '%%%' }],
  ['an invalid host', { ...functionUrl, headers: { host: 'a b' } }],
  ['a host with a path', { ...functionUrl, headers: { host: 'evil.example/x?' } }],
  ['a host with a user', { ...functionUrl, headers: { host: 'a@evil.example' } }],
])('%s is 400 with an empty body, never an exception, and nothing to log', async (_, event) => {
  const written = vi.spyOn(console, 'error').mockClear().mockReturnValue();
  expect(await echo(event)).toEqual({
    statusCode: 400,
    headers: {},
    body: '',
    isBase64Encoded: false,
  });
  expect(written).not.toHaveBeenCalled();
});

test('a handler that throws is 500, and the console shows the kind of error, not its message', async () => {
  const written = vi.spyOn(console, 'error').mockClear().mockReturnValue();
  const handler = toLambdaHandler(() => Promise.reject(new RangeError('canary')));
  expect(await handler(functionUrl)).toMatchObject({ statusCode: 500, body: '' });
  expect(written.mock.calls).toEqual([
    [expect.stringMatching(/^meta-capi: the route responded with 500.*handler threw RangeError\./)],
  ]);
  expect(String(written.mock.calls)).not.toContain('canary');
});

test('a handler that throws a WebhookError is 500, and the console shows its message', async () => {
  const written = vi.spyOn(console, 'error').mockClear().mockReturnValue();
  const handler = toLambdaHandler(() => Promise.reject(new WebhookError(400, 'Set the secret.')));
  expect(await handler(functionUrl)).toMatchObject({ statusCode: 500, body: '' });
  expect(written.mock.calls).toEqual([
    ['meta-capi: the route responded with 500. Set the secret.'],
  ]);
});
