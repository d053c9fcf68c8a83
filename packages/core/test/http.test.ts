import { describe, expect, test } from 'vitest';
import { createFetchPost } from '../src/http.ts';

const url = 'https://graph.facebook.com/v26.0/1234567890/events';
const body = () => '{"data":[]}';
const token = 'EAAtestCanary0123456789abcdefghij';
const timedOut = { kind: 'failure', sent: true, code: 'timeout' };

describe('a fetch handed in', () => {
  test('is called as a bare function, as Workers demand', async () => {
    const receivers: unknown[] = [];
    const post = createFetchPost(async function (this: unknown) {
      receivers.push(this);
      return new Response('{}');
    });
    expect(await post({ url, body, timeoutMs: 100 })).toMatchObject({
      kind: 'answer',
      status: 200,
    });
    expect(receivers).toEqual([undefined]);
  });

  test('cannot hold its caller by ignoring the signal', async () => {
    const post = createFetchPost(() => new Promise(() => {}));
    expect(await post({ url, body, timeoutMs: 20 })).toEqual(timedOut);
    const stuck = new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));
    expect(await createFetchPost(async () => stuck)({ url, body, timeoutMs: 20 })).toMatchObject({
      kind: 'answer',
      status: 200,
      body: undefined,
    });
  });

  test('is stopped when the deadline passes', async () => {
    let signal: AbortSignal | null | undefined;
    const post = createFetchPost((_url, init) => {
      signal = init.signal;
      return new Promise(() => {});
    });
    await post({ url, body, timeoutMs: 20 });
    expect(signal?.aborted).toBe(true);
  });

  test.for([
    ['a message', new Error(token)],
    ['a code', Object.assign(new Error('x'), { code: token })],
    ['a cause', new TypeError('fetch failed', { cause: { code: token, message: token } })],
    ['no Error', token],
    [
      'a getter that throws',
      {
        get code() {
          throw new Error(token);
        },
      },
    ],
  ] as const)('that throws the token in %s leaks nothing', async ([, error]) => {
    const throwing = createFetchPost(() => {
      // oxlint-disable-next-line typescript/only-throw-error -- foreign code throws anything
      throw error;
    });
    const rejecting = createFetchPost(() => Promise.reject(error));
    for (const post of [throwing, rejecting]) {
      expect(await post({ url, body, timeoutMs: 100 })).toEqual({
        kind: 'failure',
        sent: true,
        code: 'UNKNOWN',
      });
    }
  });

  test('that hides a redirect, as browsers do, is a failure', async () => {
    const post = createFetchPost(async () => Response.error());
    expect(await post({ url, body, timeoutMs: 100 })).toMatchObject({ code: 'ERR_REDIRECT' });
  });
});
