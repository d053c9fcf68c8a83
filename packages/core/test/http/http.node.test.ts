import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { createServer } from 'node:tls';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { cancel, createCancellation } from '../../src/async/cancellation.ts';
import { createPost } from '../../src/http/http.node.ts';
import {
  accepted,
  answer,
  answerBytes,
  reset,
  silence,
  writeAndClose,
} from '../delivery/faults.ts';
import {
  certificatePath,
  type FaultyServer,
  type Play,
  startFaultyServer,
} from '../delivery/faulty-server.ts';

const interfaces = Object.values(networkInterfaces()).flat();
const hasIpv6 = interfaces.some((each) => each?.address === '::1');

const post = createPost();
const body = () => '{"data":[]}';
const timeoutMs = 4000;
const broken = { kind: 'failure', sent: true };
const send = (url: string, limit = timeoutMs) => post({ url, body, timeoutMs: limit });

/** Leaves two idle connections, numbers 0 and 1. */
async function openTwo(server: FaultyServer): Promise<void> {
  await Promise.all([send(server.url), send(server.url)]);
  expect(server.connections()).toBe(2);
}

/** The numbers of the connections of all requests after the first two. */
const laterConnections = ({ requests }: FaultyServer): number[] =>
  requests.slice(2).map(({ connection }) => connection);

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

describe('F-17 a dead kept-alive connection', () => {
  test.for([
    ['at the head', reset('head')],
    ['after the body', reset('body')],
    ['by an orderly close', writeAndClose('')],
  ] as const)('tries once more on a new one when it is reset %s', async ([, dead]) => {
    const server = await startFaultyServer([answer(), dead, answer()]);
    expect(await send(server.url)).not.toHaveProperty('resent');
    const second = await send(server.url);
    expect(second).toMatchObject({ kind: 'answer', status: 200, body: accepted, resent: true });
    expect(server.connections()).toBe(2);
  });

  test('was perhaps read before it died, where the new one cannot connect', async () => {
    const dying: Play = {
      after: 'body',
      run(socket) {
        void server.close();
        socket.resetAndDestroy();
      },
    };
    const server = await startFaultyServer([answer(), dying]);
    await send(server.url);
    expect(await send(server.url)).toEqual({ ...broken, code: 'ECONNREFUSED' });
  });

  test('means that the other idle ones are dead too', async () => {
    const server = await startFaultyServer([answer(), answer(), reset('body'), answer()]);
    await openTwo(server);
    await send(server.url);
    await send(server.url);
    expect(server.requests.map(({ connection }) => connection).slice(3)).toEqual([2, 2]);
  });

  test('does not try a third time', async () => {
    const server = await startFaultyServer([answer(), reset('body')]);
    await send(server.url);
    expect(await send(server.url)).toMatchObject(broken);
    expect(server.requests).toHaveLength(3);
  });

  test('does not try again once a byte of an answer was read', async () => {
    const server = await startFaultyServer([answer(), reset('body', 'HTTP/1.1 2'), answer()]);
    await send(server.url);
    expect(await send(server.url)).toMatchObject(broken);
    expect(server.requests).toHaveLength(2);
  });

  test('has one deadline for both tries', async () => {
    const late: Play = {
      after: 'body',
      run: (socket) => void setTimeout(() => socket.resetAndDestroy(), 100),
    };
    const server = await startFaultyServer([answer(), late, silence]);
    await send(server.url);
    const start = performance.now();
    expect(await send(server.url, 200)).toEqual({ ...broken, code: 'timeout' });
    expect(performance.now() - start).toBeLessThan(300);
    expect(server.requests).toHaveLength(3);
  });

  test('opens a new one after a freeze, when the old one would only be silent', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const server = await startFaultyServer([answer(), answer(), silence]);
    await Promise.all([send(server.url), send(server.url)]);
    expect(server.connections()).toBe(2);

    vi.setSystemTime(Date.now() + 31_000);
    const result = send(server.url, 300);
    await vi.waitFor(() => expect(server.requests).toHaveLength(3));
    expect(server.requests[2]?.connection).toBe(2);
    await result;
  });
});

// An address translator that dropped one connection has dropped its idle siblings.
describe('idle connections', () => {
  test('are not used after a request that got no response in time', async () => {
    const server = await startFaultyServer([answer(), answer(), silence, answer()]);
    await openTwo(server);
    expect(await send(server.url, 50)).toEqual({ ...broken, code: 'timeout' });
    await send(server.url);
    expect(laterConnections(server)).toEqual([expect.any(Number), 2]);
  });

  test('are not used after a request has stalled, while it still waits', async () => {
    const server = await startFaultyServer([answer(), answer(), silence, answer()]);
    await openTwo(server);
    const cancellation = createCancellation();
    const stalled = post({ url: server.url, body, timeoutMs, cancellation });
    await vi.waitFor(() => expect(server.requests).toHaveLength(3));
    cancellation.onStall?.();
    await send(server.url);
    expect(laterConnections(server)).toEqual([expect.any(Number), 2]);
    cancel(cancellation);
    expect(await stalled).toEqual({ ...broken, code: 'aborted' });
  });

  test.each([
    ['was cancelled', silence],
    ['got its response', answer()],
  ])('are used after a request that %s', async (_, play) => {
    const server = await startFaultyServer([answer(), answer(), play, answer()]);
    await openTwo(server);
    const cancellation = createCancellation();
    const request = post({ url: server.url, body, timeoutMs, cancellation });
    await vi.waitFor(() => expect(server.requests).toHaveLength(3));
    if (play === silence) cancel(cancellation);
    await request;
    cancellation.onStall?.();
    await send(server.url);
    expect(server.connections()).toBe(2);
  });

  test('are used within 30 s', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const server = await startFaultyServer([answer()]);
    await openTwo(server);
    vi.setSystemTime(Date.now() + 29_000);
    await send(server.url);
    vi.setSystemTime(Date.now() + 29_000);
    await send(server.url);
    expect(server.connections()).toBe(2);
  });
});

describe('a request', () => {
  test('whose body cannot be written fails, and nothing of it is sent', async () => {
    const server = await startFaultyServer([answer()]);
    const failing = (): never => {
      throw Object.assign(new Error('canary'), { code: 'ERR_CANARY' });
    };
    const failed = { kind: 'failure', sent: false, code: 'ERR_CANARY' };
    expect(await post({ url: server.url, body: failing, timeoutMs })).toEqual(failed);
    expect(await send(server.url)).toMatchObject({ kind: 'answer' });
    expect(server.requests).toHaveLength(1);
  });

  test('does not read its body before its connection is ready', async () => {
    const server = await startFaultyServer([{ ...silence, after: 'connection' }]);
    const read = vi.fn<typeof body>(body);
    const url = server.url.replace('http:', 'https:');
    expect(await post({ url, body: read, timeoutMs: 50 })).toMatchObject({ sent: false });
    expect(read).not.toHaveBeenCalled();
  });

  test('can have bytes as its body', async () => {
    const server = await startFaultyServer([answer()]);
    const bytes = new TextEncoder().encode('{"name":"Ωmega"}');
    await post({ url: server.url, body: () => bytes, timeoutMs });
    expect(server.requests[0]?.body).toBe('{"name":"Ωmega"}');
  });

  test('has the headers of its response that occur once', async () => {
    const headers = 'X-App-Usage: {}\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n';
    const server = await startFaultyServer([answer('{}', '200 OK', headers)]);
    const answered = await send(server.url);
    const expected = {
      'content-type': 'application/json',
      'content-length': '2',
      'x-app-usage': '{}',
    };
    expect(answered).toEqual({ kind: 'answer', status: 200, body: '{}', headers: expected });
  });

  test('keeps the query of its URL', async () => {
    const server = await startFaultyServer([answer()]);
    await send(`${server.url}?a=1`);
    expect(server.requests[0]?.head).toMatch(/^POST \/v26\.0\/1234567890\/events\?a=1 HTTP/);
  });
});

describe('over TLS', () => {
  test('a certificate that is not trusted fails before a byte of the request is sent', async () => {
    const server = await startFaultyServer([answer()], { certificate: 'self-signed' });
    const code = 'DEPTH_ZERO_SELF_SIGNED_CERT';
    expect(await send(server.url)).toEqual({ kind: 'failure', sent: false, code });
    expect(server.requests).toEqual([]);
  });

  // https://www.rfc-editor.org/rfc/rfc6066#section-3
  test.each<[string, string | false]>([
    ['localhost', 'localhost'],
    ['127.0.0.1', false],
    ...(hasIpv6 ? ([['[::1]', false]] as [string, false][]) : []),
  ])('the server is told the name %s unless it is an address', async (host, expected) => {
    const names: unknown[] = [];
    const options = {
      key: readFileSync(certificatePath('server-key')),
      cert: readFileSync(certificatePath('trusted')),
    };
    const server = createServer(options, (socket) => {
      names.push(socket.servername);
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(answerBytes));
    });
    server.listen(0, host === '[::1]' ? '::1' : '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const emitWarning = vi.spyOn(process, 'emitWarning').mockReturnValue();
    const { port } = server.address() as AddressInfo;
    expect(await send(`https://${host}:${port}/`)).toMatchObject({ kind: 'answer', status: 200 });
    emitWarning.mockRestore();
    expect(names).toEqual([expected]);
  });
});

describe('the pool of connections', () => {
  test('opens at most 32 connections, however many requests there are', async () => {
    const slow: Play = {
      after: 'body',
      run: (socket) => void setTimeout(() => socket.write(answerBytes), 5),
    };
    const server = await startFaultyServer([slow]);
    const results = await Promise.all(
      Array.from({ length: 100 }, () => post({ url: server.url, body, timeoutMs: 20_000 })),
    );
    expect(results.every((result) => result.kind === 'answer')).toBe(true);
    expect(server.requests).toHaveLength(100);
    expect(server.peakConnections()).toBe(32);
  });

  test('counts the wait for a connection against the deadline, and knows that nothing was sent', async () => {
    const server = await startFaultyServer([silence]);
    const cancellations = Array.from({ length: 32 }, createCancellation);
    const busy = cancellations.map((cancellation) =>
      post({ url: server.url, body, timeoutMs: 20_000, cancellation }),
    );
    const waiting = post({ url: server.url, body, timeoutMs: 50 });
    const timedOut = { kind: 'failure', sent: false, code: 'timeout' };
    expect(await Promise.race([waiting, ...busy])).toEqual(timedOut);
    await vi.waitFor(() => expect(server.requests).toHaveLength(32), { timeout: 10_000 });
    for (const cancellation of cancellations) cancel(cancellation);
    await Promise.all(busy);
    expect(server.requests).toHaveLength(32);
  });

  test('is one client’s own: another’s stalled requests take none of it', async () => {
    const server = await startFaultyServer([silence]);
    const cancellation = createCancellation();
    const request = { url: server.url, body, timeoutMs };
    const stalled = Array.from({ length: 8 }, () => post(request));
    await vi.waitFor(() => expect(server.requests).toHaveLength(8));
    const other = createPost()({ ...request, cancellation });
    await vi.waitFor(() => expect(server.requests).toHaveLength(9));
    cancel(cancellation);
    await other;
    await server.close();
    await Promise.all(stalled);
  });

  test('leaves no listeners on a connection that serves many requests', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on('warning', onWarning);
    const server = await startFaultyServer([answer()]);
    for (let n = 0; n < 20; n += 1) await post({ url: server.url, body, timeoutMs });
    process.off('warning', onWarning);
    expect(server.connections()).toBe(1);
    expect(warnings).toEqual([]);
  });
});

test('on Cloudflare, where node:https has no sockets, it posts by fetch', async () => {
  const calls: unknown[] = [];
  vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
  vi.stubGlobal('fetch', async (url: unknown) => {
    calls.push(url);
    return new Response(accepted);
  });
  const answered = await createPost()({ url: 'https://graph.facebook.com/', body, timeoutMs });
  expect(answered).toMatchObject({ kind: 'answer', status: 200, body: accepted });
  expect(calls).toEqual(['https://graph.facebook.com/']);
});
