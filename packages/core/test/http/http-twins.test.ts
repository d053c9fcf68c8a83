import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { cancel, createCancellation } from '../../src/async/cancellation.ts';
import { createPost as createNodePost } from '../../src/http/http.node.ts';
import { createPost as createFetchPost } from '../../src/http/http.ts';
import type { HttpAnswer, HttpPost, HttpRequest } from '../../src/http/types.ts';
import {
  accepted,
  answer,
  answerBytes,
  drip,
  gibibyte,
  gzipBomb,
  halfOpen,
  interimFlood,
  reset,
  silence,
  slowHeaders,
  write,
  writeAndClose,
} from '../delivery/faults.ts';
import { type Play, startFaultyServer } from '../delivery/faulty-server.ts';

const compress = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };

type Twin = 'node' | 'fetch';
type Expected = Partial<HttpAnswer> & { kind: HttpAnswer['kind'] };

const posts: Record<Twin, HttpPost> = { node: createNodePost(), fetch: createFetchPost() };
const twins = ['node', 'fetch'] as const;

const token = 'EAAtestCanary0123456789abcdefghij';
const body = JSON.stringify({ data: [{ event_name: 'Lead' }], access_token: token });
/** Larger than the socket buffers of both sides. */
const largeBody = JSON.stringify({ data: 'x'.repeat(8 * 2 ** 20), access_token: token });
/** For the rows that only end with the deadline. */
const shortMs = 150;
const timeoutMs = 4000;

const unreadable = { kind: 'answer', status: 200, body: undefined } as const;
const timedOut = { kind: 'failure', sent: true, code: 'timeout' } as const;
const broken = { kind: 'failure', sent: true } as const;

interface Row {
  name: string;
  play: Play;
  body?: string;
  /** Only the deadline ends it. */
  endless?: true;
  expected: Expected | Record<Twin, Expected>;
}

const rows: readonly Row[] = [
  {
    name: 'an ordinary answer',
    play: answer(accepted, '200 OK', 'X-App-Usage: {"call_count":28}\r\n'),
    expected: { kind: 'answer', status: 200, body: accepted },
  },
  {
    name: 'F-41 a server that accepts and stays silent',
    play: { ...silence, after: 'connection' },
    endless: true,
    expected: timedOut,
  },
  { name: 'F-41 a server that closes its half', play: halfOpen, expected: broken },
  { name: 'F-43 headers that never come', play: silence, endless: true, expected: timedOut },
  { name: 'F-43 headers that drip for ever', play: slowHeaders, endless: true, expected: timedOut },
  { name: 'F-44 a body that drips for ever', play: drip, endless: true, expected: unreadable },
  { name: 'F-45 a body of 1 GiB', play: gibibyte, expected: unreadable },
  {
    name: 'F-45 a body without a length that grows past the cap',
    play: writeAndClose(`HTTP/1.1 200 OK\r\n\r\n${' '.repeat(70_000)}`),
    expected: unreadable,
  },
  {
    name: 'F-45 a body of exactly 64 KiB',
    play: answer('x'.repeat(65_536)),
    expected: { kind: 'answer', status: 200, body: 'x'.repeat(65_536) },
  },
  {
    name: 'F-47 truncated JSON under an honest length',
    play: answer('{"events_rec'),
    expected: { kind: 'answer', status: 200, body: '{"events_rec' },
  },
  {
    name: 'F-47 a body shorter than its length',
    play: writeAndClose('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"events_received":1}'),
    expected: unreadable,
  },
  {
    name: 'F-47 a body longer than its length',
    play: writeAndClose('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{"events_received":1}'),
    expected: { kind: 'answer', status: 200, body: '{"' },
  },
  {
    name: 'F-47 an empty 200',
    play: answer(''),
    expected: { kind: 'answer', status: 200, body: '' },
  },
  {
    name: 'F-47 a 204',
    play: write('HTTP/1.1 204 No Content\r\n\r\n'),
    expected: { kind: 'answer', status: 204, body: '' },
  },
  {
    name: 'F-47 a byte order mark and bytes that are no UTF-8',
    play: write(
      Buffer.from('HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n\xef\xbb\xbf[\xff]', 'latin1'),
    ),
    expected: { kind: 'answer', status: 200, body: '[\ufffd]' },
  },
  {
    name: 'F-49 an HTML page with 503',
    play: answer('<html>', '503 Service Unavailable', 'Retry-After: 3\r\n'),
    expected: { kind: 'answer', status: 503, body: '<html>' },
  },
  { name: 'F-51 a reset before the body', play: reset('head'), body: largeBody, expected: broken },
  { name: 'F-51 a reset after the body', play: reset('body'), expected: broken },
  {
    name: 'F-51 a reset in the headers of the answer',
    play: reset('body', 'HTTP/1.1 200 OK\r\ncontent-le'),
    expected: broken,
  },
  {
    name: 'F-51 a reset in the body of the answer',
    play: reset('body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"events'),
    expected: unreadable,
  },
  { name: 'F-51 a close instead of an answer', play: writeAndClose(''), expected: broken },
  {
    name: 'F-51 HTTP/1.0, which ends with the connection',
    play: writeAndClose(`HTTP/1.0 200 OK\r\n\r\n${accepted}`),
    expected: { kind: 'answer', status: 200, body: accepted },
  },
  {
    name: 'F-51 interim answers before the real one',
    play: write(
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}`,
    ),
    // Node's fetch takes a 100 that nobody asked for as the end of the connection.
    expected: { node: { kind: 'answer', status: 200, body: '{}' }, fetch: broken },
  },
  {
    name: 'F-51 interim answers without end',
    play: interimFlood,
    endless: true,
    expected: { node: timedOut, fetch: broken },
  },
  {
    name: 'F-51 an upgrade nobody asked for',
    play: write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    expected: broken,
  },
  {
    name: 'F-51 a chunk size that is no number',
    play: write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n'),
    expected: unreadable,
  },
  {
    name: 'F-51 what is no HTTP at all',
    play: write('220 mail.example.com\r\n\r\n'),
    expected: broken,
  },
  {
    name: 'F-51 headers of 1 MiB',
    play: write(`HTTP/1.1 200 OK\r\nx-large: ${'a'.repeat(2 ** 20)}\r\n\r\n`),
    expected: broken,
  },
];

describe.each(twins)('%s twin', (twin) => {
  const send = async (
    url: string,
    { body: text = body, ...options }: Partial<Omit<HttpRequest, 'body'>> & { body?: string } = {},
  ) => {
    const result = await posts[twin]({ url, body: () => text, timeoutMs, ...options });
    // Whatever happened, the token went into the body and nowhere else.
    expect(JSON.stringify(result)).not.toContain(token);
    return result;
  };

  test.for(rows.map((row) => [row.name, row] as const))('%s', async ([, row]) => {
    const { play, expected } = row;
    const server = await startFaultyServer([play]);
    const start = performance.now();

    const result = await send(server.url, {
      body: row.body ?? body,
      timeoutMs: row.endless ? shortMs : timeoutMs,
    });

    expect(result).toMatchObject('kind' in expected ? expected : expected[twin]);
    expect(performance.now() - start).toBeLessThan(row.endless ? shortMs + 200 : timeoutMs);
    expect(server.bytesWritten()).toBeLessThan(16 * 2 ** 20);
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  test('sends JSON with its length, asks for no compression, and has header names in lower case', async () => {
    const server = await startFaultyServer([answer('{}', '200 OK', 'X-App-Usage: {"a":1}\r\n')]);

    expect(await send(server.url, { body: '{"name":"Ωmega"}' })).toMatchObject({
      headers: { 'x-app-usage': '{"a":1}' },
    });

    const [request] = server.requests;
    expect(request?.body).toBe('{"name":"Ωmega"}');
    expect(request?.head).toMatch(/^POST \/v26\.0\/1234567890\/events HTTP\/1\.1\r\n/);
    expect(request?.head.toLowerCase()).toContain('content-type: application/json');
    expect(request?.head.toLowerCase()).toContain('content-length: 17');
    expect(request?.head.toLowerCase()).toContain('accept-encoding: identity');
  });

  test('F-40 a name that does not exist', async () => {
    expect(await send('http://capi.invalid/', { timeoutMs: 2000 })).toMatchObject({
      kind: 'failure',
      sent: false,
      code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
    });
  });

  test('F-41 a port where nobody listens', async () => {
    const server = await startFaultyServer([silence]);
    await server.close();
    expect(await send(server.url)).toEqual({ kind: 'failure', sent: false, code: 'ECONNREFUSED' });
  });

  test('F-46 a gzip bomb stays below the cap', async () => {
    const server = await startFaultyServer([gzipBomb()]);
    const result = await send(server.url);
    expect(result).toMatchObject({ kind: 'answer', status: 200 });
    const text = result.kind === 'answer' ? (result.body ?? '') : '';
    expect(text.length).toBeLessThanOrEqual(65_536);
  });

  test.each(['gzip', 'deflate', 'br'] as const)(
    'a response in %s, which the request did not ask for, is read',
    async (encoding) => {
      const compressed = compress[encoding](accepted);
      const head = `HTTP/1.1 200 OK\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${compressed.length}\r\n\r\n`;
      const server = await startFaultyServer([
        write(Buffer.concat([Buffer.from(head), compressed])),
      ]);
      expect(await send(server.url)).toMatchObject({ kind: 'answer', status: 200, body: accepted });
    },
  );

  test.for([301, 302, 303, 307, 308])(
    'F-50 a %i to another origin is not followed',
    async (status) => {
      const other = await startFaultyServer([answer()]);
      const server = await startFaultyServer([
        answer('', `${status} Moved`, `location: ${other.url}\r\n`),
      ]);
      expect(await send(server.url)).toMatchObject({ kind: 'answer', status });
      expect(other.connections()).toBe(0);
      expect(server.requests).toHaveLength(1);
    },
  );

  test.for(['', 'not a URL', 'ftp://127.0.0.1/', 'http://', 'https://[::1', `file:///${token}`])(
    'F-53 the URL "%s" fails without a request',
    async (url) => {
      expect(await send(url)).toMatchObject({ kind: 'failure' });
    },
  );

  test('a request is cancelled before and while it runs', async () => {
    const server = await startFaultyServer([silence]);
    const cancellation = createCancellation();
    const running = send(server.url, { timeoutMs: 5000, cancellation });
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    cancel(cancellation);

    expect(await running).toEqual({ kind: 'failure', sent: true, code: 'aborted' });
    expect(await send(server.url, { cancellation })).toEqual({
      kind: 'failure',
      sent: false,
      code: 'aborted',
    });
    expect(server.requests).toHaveLength(1);
  });

  test('requests that follow each other share a connection', async () => {
    const server = await startFaultyServer([answer()]);
    for (let n = 0; n < 5; n += 1) await send(server.url);
    expect(server.requests).toHaveLength(5);
    // Node's fetch opens a second one at once.
    expect(server.connections()).toBeLessThanOrEqual(twin === 'node' ? 1 : 2);
  });

  test('F-17 an idle connection that the server closed is not used again', async () => {
    const server = await startFaultyServer([writeAndClose(answerBytes), answer()]);
    await send(server.url);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await send(server.url)).toMatchObject({ kind: 'answer', status: 200 });
    expect(server.requests).toHaveLength(2);
  });
});
