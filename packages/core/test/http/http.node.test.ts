import { afterEach, describe, expect, test, vi } from 'vitest';
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
import { type Play, startFaultyServer } from '../delivery/faulty-server.ts';

const post = createPost();
const body = () => '{"data":[]}';
const timeoutMs = 4000;
const broken = { kind: 'failure', sent: true };
const send = (url: string, limit = timeoutMs) => post({ url, body, timeoutMs: limit });

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('F-17 a dead kept-alive connection', () => {
  test.for([
    ['at the head', reset('head')],
    ['after the body', reset('body')],
    ['by an orderly close', writeAndClose('')],
  ] as const)('tries once more on a new one when it is reset %s', async ([, dead]) => {
    const server = await startFaultyServer([answer(), dead, answer()]);
    await send(server.url);
    expect(await send(server.url)).toMatchObject({ kind: 'answer', status: 200, body: accepted });
    expect(server.connections()).toBe(2);
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

describe('the pool of connections', () => {
  test('opens at most 32 connections, however many requests there are', async () => {
    const slow: Play = {
      after: 'body',
      run: (socket) => void setTimeout(() => socket.write(answerBytes), 5),
    };
    const server = await startFaultyServer([slow]);
    const results = await Promise.all(
      Array.from({ length: 100 }, () => post({ url: server.url, body, timeoutMs: 2000 })),
    );
    expect(results.every((result) => result.kind === 'answer')).toBe(true);
    expect(server.requests).toHaveLength(100);
    expect(server.peakConnections()).toBe(32);
  });

  test('counts the wait for a connection against the deadline, and knows that nothing was sent', async () => {
    const server = await startFaultyServer([silence]);
    const busy = Array.from({ length: 32 }, () => post({ url: server.url, body, timeoutMs: 250 }));
    const start = performance.now();
    expect(await post({ url: server.url, body, timeoutMs: 50 })).toEqual({
      kind: 'failure',
      sent: false,
      code: 'timeout',
    });
    expect(performance.now() - start).toBeLessThan(100);
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
