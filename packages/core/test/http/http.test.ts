import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createCapiClient } from '../../src/client/client.ts';
import { createFetchPost } from '../../src/http/fetch-post.ts';
import { accepted } from '../delivery/faults.ts';

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

  test.each<[string, unknown]>([
    [
      'node-fetch, whose body is a Node stream',
      {
        status: 200,
        headers: new Headers({ 'X-App-Usage': '{}' }),
        body: Readable.from([accepted]),
        text: () => Promise.resolve(accepted),
      },
    ],
    ['cross-fetch, which has no body', { status: 200, text: () => Promise.resolve(accepted) }],
    ['a mock with json() alone', { json: () => Promise.resolve(JSON.parse(accepted)) }],
    [
      'a mock with plain headers',
      { ok: true, headers: { 'X-App-Usage': '{}' }, text: () => Promise.resolve(accepted) },
    ],
  ])('that responds like %s is understood', async (_, response) => {
    const post = createFetchPost(() => Promise.resolve(response as Response));
    const answer = await post({ url, body, timeoutMs: 100 });
    expect(answer).toMatchObject({ kind: 'answer', status: 200 });
    expect(JSON.parse((answer.kind === 'answer' && answer.body) || '')).toEqual(
      JSON.parse(accepted),
    );
    const hasHeaders = 'headers' in Object(response);
    expect(answer).toMatchObject({ headers: hasHeaders ? { 'x-app-usage': '{}' } : {} });
  });

  test.each<[string, () => unknown]>([
    ['rejects', () => Promise.reject(new Error(token))],
    ['is no text', () => Promise.resolve(7)],
    ['never comes', () => new Promise(() => {})],
  ])('whose text() %s has an unreadable response', async (_, text) => {
    const post = createFetchPost(() => Promise.resolve({ status: 200, text } as Response));
    const answer = await post({ url, body, timeoutMs: 50 });
    expect(answer).toMatchObject({ kind: 'answer', status: 200, body: undefined });
  });

  test('without a WHATWG body makes one request for an event, and it is delivered', async () => {
    let requests = 0;
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: token,
      whenConsentUnknown: 'send',
      fetch: () => {
        requests += 1;
        const json = () => Promise.resolve({ events_received: 1 });
        return Promise.resolve({ ok: true, json } as Response);
      },
    });
    const result = await capi.sendLeadEvent({
      eventId: 'l',
      userData: { email: 'maria@example.com' },
    });
    expect(result).toMatchObject({ ok: true, eventsReceived: 1 });
    expect(requests).toBe(1);
  });

  test('that hides a redirect, as browsers do, is a failure', async () => {
    const post = createFetchPost(async () => Response.error());
    expect(await post({ url, body, timeoutMs: 100 })).toMatchObject({ code: 'ERR_REDIRECT' });
  });
});
