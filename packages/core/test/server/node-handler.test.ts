import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  createSecureServer as createSecureHttp2Server,
} from 'node:http2';
import { createServer as createHttpsServer, request as requestHttps } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type NodeRequest, toNodeHandler } from '../../src/server/node-handler.ts';
import { visitorFromRequest } from '../../src/visitor/from-request.ts';
import { readBody } from '../../src/webhook/read-body.ts';
import { WebhookError } from '../../src/webhook/webhook-error.ts';
import { certificatePath } from '../delivery/faulty-server.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(handler: (request: Request) => Promise<Response>): Promise<string> {
  return serve(createServer((request, response) => void toNodeHandler(handler)(request, response)));
}

async function serve(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const readAll = async (request: Request): Promise<Response> => {
  try {
    await readBody(request);
    return new Response(null, { status: 200 });
  } catch (error) {
    return new Response(null, { status: error instanceof WebhookError ? error.status : 500 });
  }
};

test('passes method, path, headers and raw bytes, and returns status, headers and bytes', async () => {
  const url = await listen(async (request) => {
    const seen = `${request.method} ${new URL(request.url).search} ${request.headers.get('x-a')}`;
    const body = new Uint8Array(await request.arrayBuffer());
    return new Response(body, { status: 201, headers: { 'x-seen': seen } });
  });
  const body = Uint8Array.from([0, 255, 10, 13, 0xef, 0xbb, 0xbf]);
  const response = await fetch(`${url}/hook?q=1`, {
    method: 'POST',
    body,
    headers: { 'x-a': 'b' },
  });
  expect(response.status).toBe(201);
  expect(response.headers.get('x-seen')).toBe('POST ?q=1 b');
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([...body]);
});

test.each([
  ['the bytes', (bytes: Buffer): unknown => bytes],
  ['the text', (bytes: Buffer): unknown => bytes.toString()],
])('the body of a platform that has read and kept %s as rawBody arrives', async (_, kept) => {
  const received: string[] = [];
  const route = toNodeHandler(async (request) => {
    received.push(new TextDecoder().decode(await readBody(request)));
    return new Response();
  });
  const url = await serve(
    createServer((request, response) => {
      void (async () => {
        // As Firebase and the Functions Framework do before a function is called.
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        await route(Object.assign(request, { rawBody: kept(Buffer.concat(chunks)) }), response);
      })();
    }),
  );
  expect((await fetch(url, { method: 'POST', body: '{"a": "é"}' })).status).toBe(200);
  expect(received).toEqual(['{"a": "é"}']);
});

/** A message as a framework passes it, whatever it is based on. */
function messageOf(rest: Partial<NodeRequest>, chunks: readonly string[] = []): NodeRequest {
  return {
    headers: {},
    ...rest,
    async *[Symbol.asyncIterator]() {
      for (const chunk of chunks) yield new TextEncoder().encode(chunk);
    },
  };
}

/** What a handler reads from such a message, and what the framework is told to write. */
async function passed(message: NodeRequest): Promise<{ seen: unknown; written: unknown[] }> {
  const written: unknown[] = [];
  const seen: unknown[] = [];
  const handler = toNodeHandler(async (request) => {
    const { method, url, headers } = request;
    const body = await request.text();
    const address = visitorFromRequest(request).clientIpAddress;
    seen.push({ method, url, a: headers.get('x-a'), body, ...(address ? { address } : {}) });
    return new Response(null, { status: 204 });
  });
  await handler(message, {
    writeHead: (...all) => written.push(...all),
    end: ({ length }) => written.push(length),
  });
  return { seen: seen[0], written };
}

test.each<[string, NodeRequest, object]>([
  [
    'without anything',
    messageOf({}),
    { method: 'GET', url: 'http://localhost/', a: null, body: '' },
  ],
  [
    'with a list of values, a header without a value, and an address',
    messageOf({
      url: '/hook?a=1',
      headers: { host: 'shop.example.com', 'x-a': ['b', 'c'], 'x-b': undefined },
      socket: { remoteAddress: '8.8.4.4' },
    }),
    {
      method: 'GET',
      url: 'http://shop.example.com/hook?a=1',
      a: 'b, c',
      body: '',
      address: '8.8.4.4',
    },
  ],
  [
    'with a list of hosts',
    messageOf({ headers: { host: ['shop.example.com'] }, socket: { encrypted: true } }),
    { method: 'GET', url: 'https://shop.example.com/', a: null, body: '' },
  ],
  [
    'of HEAD, which has no body',
    messageOf({ method: 'HEAD', headers: { host: 'a.example' } }, ['x']),
    { method: 'HEAD', url: 'http://a.example/', a: null, body: '' },
  ],
  [
    'in several chunks',
    messageOf({ method: 'POST', headers: { host: 'a.example' } }, ['{"a', '":1}']),
    { method: 'POST', url: 'http://a.example/', a: null, body: '{"a":1}' },
  ],
  [
    'whose rawBody is neither text nor bytes',
    messageOf({ method: 'PUT', headers: { host: 'a.example' }, rawBody: { a: 1 } }, ['x']),
    { method: 'PUT', url: 'http://a.example/', a: null, body: 'x' },
  ],
])('a message %s', async (_, message, expected) => {
  expect(await passed(message)).toEqual({ seen: expected, written: [204, {}, 0] });
});

test('the bytes of rawBody may be reused before the handler reads the body', async () => {
  const rawBody = Buffer.from('{"a":1}');
  const bodies: string[] = [];
  const handler = toNodeHandler(async (request) => {
    rawBody.fill('x');
    bodies.push(await request.text());
    return new Response();
  });
  const response = { writeHead: () => undefined, end: () => undefined };
  await handler(messageOf({ method: 'POST', rawBody }), response);
  expect(bodies).toEqual(['{"a":1}']);
});

test.each(['//', '//example.com/x', '/a//b', '/%E0%A4%A'])('%s is a path', async (path) => {
  const url = await listen(async (request) => new Response(request.url));
  expect(await (await fetch(`${url}${path}`)).text()).toBe(`${url}${path}`);
});

describe('a server with TLS and without a proxy sees https pages and sets secure cookies', () => {
  const certificate = {
    cert: readFileSync(certificatePath('trusted')),
    key: readFileSync(certificatePath('server-key')),
  };
  const echo = toNodeHandler((request) => Promise.resolve(new Response(request.url)));

  test('in HTTP/1.1', async () => {
    const url = await serve(
      createHttpsServer(certificate, (request, response) => void echo(request, response)),
    );
    const { port } = new URL(url);
    const request = requestHttps({ port, path: '/shoes', rejectUnauthorized: false }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(await textOf(response)).toBe(`https://localhost:${port}/shoes`);
  });

  test('in HTTP/2', async () => {
    const server = createSecureHttp2Server(
      certificate,
      (request, response) => void echo(request, response),
    );
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    const session = connectHttp2(`https://localhost:${port}`, { rejectUnauthorized: false });
    const answered = await textOf(session.request({ ':path': '/shoes' }));
    session.close();
    server.close();
    expect(answered).toBe(`https://localhost:${port}/shoes`);
  });
});

test.each([
  ['an invalid Host', 'GET / HTTP/1.1\r\nhost: [bad'],
  ['a Host with a path', 'GET / HTTP/1.1\r\nhost: evil.example/x?'],
  ['a Host with a user', 'GET / HTTP/1.1\r\nhost: a@evil.example'],
  ['a Host with a fragment', 'GET / HTTP/1.1\r\nhost: evil.example#'],
  ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nhost: x'],
  ['TRACE', 'TRACE / HTTP/1.1\r\nhost: x'],
])('%s is answered 400: the handler is not called, and nothing is logged', async (_, head) => {
  const written = vi.spyOn(console, 'error').mockClear().mockReturnValue();
  const handler = vi.fn<() => Promise<Response>>(() => Promise.resolve(new Response()));
  const { port, hostname } = new URL(await listen(handler));
  const socket = connect(Number(port), hostname).end(`${head}\r\n\r\n`);
  expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 400 /);
  expect(handler).not.toHaveBeenCalled();
  expect(written).not.toHaveBeenCalled();
});

test.each([
  [200, 'keep-alive'],
  [399, 'keep-alive'],
  [400, 'close'],
  [503, 'close'],
])('after a %i the connection is: %s', async (status, expected) => {
  const url = await listen(() => Promise.resolve(new Response(null, { status })));
  const response = await fetch(url, { method: 'POST', body: 'x', redirect: 'manual' });
  expect(response.status).toBe(status);
  expect(response.headers.get('connection')).toBe(expected);
});

test('keeps several cookies separate', async () => {
  const url = await listen(() => {
    const headers = new Headers();
    headers.append('set-cookie', '_fbp=1');
    headers.append('set-cookie', '_fbc=2');
    return Promise.resolve(new Response(null, { headers }));
  });
  expect((await fetch(url)).headers.getSetCookie()).toEqual(['_fbp=1', '_fbc=2']);
});

test('a handler that throws is 500, and the console shows the kind of error, not its message', async () => {
  const written = vi.spyOn(console, 'error').mockClear().mockReturnValue();
  const url = await listen((request) =>
    request.body === null ? Promise.reject(new Error('canary')) : readAll(request),
  );
  const response = await fetch(url);
  expect(response.status).toBe(500);
  expect(await response.text()).toBe('');
  expect(written.mock.calls).toEqual([
    [
      expect.stringMatching(
        /^meta-capi: the route responded with 500.*handler threw Error\.[^\n]*$/,
      ),
    ],
  ]);
  expect(String(written.mock.calls)).not.toContain('canary');
});

test.each(['formData', 'json', 'text'] as const)(
  'a route that calls %s() after a body parser reads the fix on the console',
  async (read) => {
    const written = vi.spyOn(console, 'error').mockClear().mockReturnValue();
    const route = toNodeHandler(async (request) => Response.json(typeof (await request[read]())));
    const url = await serve(
      createServer((request, response) => {
        void textOf(request).then(() => route(request, response));
      }),
    );
    const body = new URLSearchParams({ email: 'ann@example.com' });
    expect((await fetch(url, { method: 'POST', body })).status).toBe(500);
    expect(written.mock.calls).toEqual([
      [
        expect.stringMatching(
          /responded with 500\. The raw body was read before this handler: mount it/,
        ),
      ],
    ]);
  },
);

test.each<[string, unknown]>([
  ['no error', 'canary'],
  ['an error whose name is text', Object.assign(new Error('x'), { name: 'canary' })],
  ['an error whose text looks like a stack', new Error('x\n    at canary (/srv/app.js:1:1)')],
  ['an error without a stack', Object.assign(new Error('canary'), { stack: undefined })],
  [
    'an error whose name throws',
    new Proxy(new Error('canary'), {
      get: () => {
        throw new Error();
      },
    }),
  ],
])('… also of %s', async (_, thrown) => {
  const written = vi.spyOn(console, 'error').mockReturnValue();
  const url = await listen(() => Promise.reject(thrown));
  expect((await fetch(url)).status).toBe(500);
  expect(String(written.mock.calls)).toMatch(/handler threw/);
  expect(String(written.mock.calls)).not.toContain('canary');
});

test('a response that was sent before ours is kept, and ours is dropped silently', async () => {
  let handle: (() => void) | undefined;
  const isAnswered = new Promise<void>((resolve) => {
    handle = resolve;
  });
  const late = toNodeHandler(() => isAnswered.then(() => new Response('late', { status: 500 })));
  const dropped = vi.fn<() => void>();
  const url = await serve(
    createServer((request, response) => {
      void late(request, response).then(dropped);
      response.writeHead(202).end('early');
    }),
  );
  const response = await fetch(url, { method: 'POST', body: '{}' });
  expect(response.status).toBe(202);
  expect(await response.text()).toBe('early');
  handle?.();
  await vi.waitFor(() => expect(dropped).toHaveBeenCalled());
});

test('a handler that returns Response.error() is a 500', async () => {
  const url = await listen(() => Promise.resolve(Response.error()));
  expect((await fetch(url, { signal: AbortSignal.timeout(2000) })).status).toBe(500);
});

test('a response over HTTP/2 has no connection header', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  const handle = toNodeHandler(
    async (request) => new Response(`${request.url} ${await request.text()}`, { status: 503 }),
  );
  const server = createHttp2Server((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  const stream = session.request({ ':method': 'POST', ':path': '/hook?a=1' }).setEncoding('utf8');
  let status: number | undefined;
  stream.on('response', (head) => {
    status = head[':status'];
  });
  let text = '';
  stream.on('data', (chunk: string) => {
    text += chunk;
  });
  stream.end('{}');
  await once(stream, 'close');
  session.close();
  server.close();
  process.off('warning', onWarning);
  expect({ status, text }).toEqual({ status: 503, text: `http://127.0.0.1:${port}/hook?a=1 {}` });
  expect(warnings).toEqual([]);
});

test('F-30 a 1 GB upload is refused with 413 at once, in constant memory', async () => {
  const url = await listen(readAll);
  const before = process.memoryUsage().rss;
  const start = performance.now();
  const status = await upload(url, 1_000_000_000);
  expect(status).toContain('413');
  expect(performance.now() - start).toBeLessThan(2000);
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
});

test('F-31 a body that a framework has read is not treated as an empty one', async () => {
  const url = await serve(
    createServer((request, response) => {
      request.resume().on('end', () => void toNodeHandler(readAll)(request, response));
    }),
  );
  expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(400);
});

/** Sends without announcing a length until the other side answers; resolves to the status line. */
function upload(url: string, bytes: number): Promise<string> {
  const { port, hostname } = new URL(url);
  return new Promise((resolve, reject) => {
    const chunk = Buffer.alloc(65_536, 'x');
    let sent = 0;
    const socket = connect(Number(port), hostname);
    const more = (): void => {
      while (sent < bytes && !socket.destroyed) {
        sent += chunk.length;
        socket.write(`${chunk.length.toString(16)}\r\n`);
        if (!socket.write(Buffer.concat([chunk, Buffer.from('\r\n')]))) return;
      }
    };
    socket.on('connect', () => {
      socket.write('POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n');
      more();
    });
    socket.on('drain', more);
    socket.on('data', (data) => {
      resolve(data.toString().split('\r\n')[0] ?? '');
      socket.destroy();
    });
    socket.on('error', reject);
  });
}
