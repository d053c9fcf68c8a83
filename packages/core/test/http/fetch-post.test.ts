import { describe, expect, test } from 'vitest';
import { cancel, createCancellation } from '../../src/async/cancellation.ts';
import { createFetchPost, type Fetch } from '../../src/http/fetch-post.ts';
import type { HttpAnswer } from '../../src/http/types.ts';

const url = 'https://graph.facebook.com/v26.0/1234567890/events';
const maxBytes = 65_536;
const utf8 = new TextEncoder();

interface Posted {
  answer: HttpAnswer;
  inits: readonly RequestInit[];
}

/** Posts through a `fetch` that responds like this, or rejects with an error. */
async function post(
  response: unknown,
  body: string | Uint8Array<ArrayBuffer> = '{}',
): Promise<Posted> {
  const inits: RequestInit[] = [];
  const fetch: Fetch = (_, init) => {
    inits.push(init);
    return response instanceof Error
      ? Promise.reject(response)
      : Promise.resolve(response as Response);
  };
  const answer = await createFetchPost(fetch)({ url, body: () => body, timeoutMs: 500 });
  return { answer, inits };
}

const wasAborted = ({ inits }: Posted): boolean | undefined => inits[0]?.signal?.aborted;

/** A response with a body of these chunks, which breaks off where an error is given. */
function inChunks(chunks: readonly Uint8Array[], error?: Error): Response {
  const rest = [...chunks];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = rest.shift();
      if (chunk !== undefined) controller.enqueue(chunk);
      else if (error !== undefined) controller.error(error);
      else controller.close();
    },
  });
  return new Response(body);
}

describe('the request', () => {
  test('is a POST of JSON that asks for no compression and follows no redirect', async () => {
    const { inits } = await post(new Response('{}'), '{"data":[]}');
    expect(inits).toMatchObject([
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'accept-encoding': 'identity' },
        body: '{"data":[]}',
        redirect: 'manual',
      },
    ]);
  });

  test('has short bytes as text, which mocks of fetch read', async () => {
    const { inits } = await post(new Response('{}'), utf8.encode('{"name":"Ωmega"}'));
    expect(inits[0]?.body).toBe('{"name":"Ωmega"}');
  });

  test('has a copy of long bytes, since fetch may read them after its time is over', async () => {
    const bytes = utf8.encode('x'.repeat(16_384));
    const { inits } = await post(new Response('{}'), bytes);
    const sent = inits[0]?.body;
    expect(sent).toEqual(bytes);
    expect(sent).not.toBe(bytes);
    expect((sent as Uint8Array).buffer).not.toBe(bytes.buffer);
  });

  test('is not made where it is cancelled before', async () => {
    const cancellation = createCancellation();
    cancel(cancellation);
    const fetch = (): never => expect.unreachable();
    const answer = await createFetchPost(fetch)({
      url,
      body: () => '',
      timeoutMs: 500,
      cancellation,
    });
    expect(answer).toEqual({ kind: 'failure', sent: false, code: 'aborted' });
  });

  test('leaves no time limit and no listener behind', async () => {
    const cancellation = createCancellation();
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const fetch = () => Promise.resolve(new Response('{}'));
    await createFetchPost(fetch)({ url, body: () => '', timeoutMs: 60_000, cancellation });
    expect(timers()).toBe(before);
    expect(cancellation.onCancel).toBeUndefined();
  });
});

describe('the body of a response', () => {
  test('is read to its end, characters that are cut between chunks too', async () => {
    const text = '{"message":"Ωmega €😀"}';
    const chunks = Array.from(utf8.encode(text), (byte) => Uint8Array.of(byte));
    const posted = await post(inChunks(chunks));
    expect(posted.answer).toMatchObject({ kind: 'answer', status: 200, body: text });
    expect(wasAborted(posted)).toBe(false);
  });

  test('that ends inside a character shows it', async () => {
    const { answer } = await post(inChunks([utf8.encode('a€').subarray(0, 2)]));
    expect(answer).toMatchObject({ body: 'a\ufffd' });
  });

  test.each([
    ['of 64 KiB is read', [40_000, maxBytes - 40_000], true],
    ['of a byte more is not', [40_000, maxBytes - 39_999], false],
  ])('%s', async (_, sizes, isRead) => {
    const posted = await post(inChunks(sizes.map((size) => new Uint8Array(size).fill(0x20))));
    const body = isRead ? ' '.repeat(maxBytes) : undefined;
    expect(posted.answer).toMatchObject({ kind: 'answer', status: 200, body });
    expect(wasAborted(posted)).toBe(!isRead);
  });

  test('that breaks off is not read', async () => {
    const posted = await post(inChunks([utf8.encode('{')], new Error('broken')));
    expect(posted.answer).toMatchObject({ kind: 'answer', status: 200, body: undefined });
    expect(wasAborted(posted)).toBe(true);
  });

  test.each<[string, object, string | undefined]>([
    [
      'text() of 64 KiB',
      { text: () => Promise.resolve(' '.repeat(maxBytes)) },
      ' '.repeat(maxBytes),
    ],
    ['text() of more', { text: () => Promise.resolve(' '.repeat(maxBytes + 1)) }, undefined],
    ['text() before json()', { text: () => 'text', json: () => 'json' }, 'text'],
    ['json() alone', { json: () => Promise.resolve({ a: 1 }) }, '{"a":1}'],
    ['neither', {}, ''],
    ['a body without getReader', { body: {}, text: () => 'text' }, 'text'],
    ['a body of null', { body: null, text: () => '' }, ''],
  ])('of a mock with %s', async (_, mock, expected) => {
    const { answer } = await post({ status: 200, ...mock });
    expect(answer).toEqual({ kind: 'answer', status: 200, headers: {}, body: expected });
  });
});

test.each<[string, object, number]>([
  ['status', { status: 503, ok: true }, 503],
  ['ok', { ok: true }, 200],
  ['ok: false', { ok: false }, 500],
  ['neither', {}, 200],
])('a mock with %s has a status', async (_, mock, status) => {
  expect((await post(mock)).answer).toMatchObject({ kind: 'answer', status });
});

test.each<[string, unknown, object]>([
  ['Headers', new Headers({ 'X-App-Usage': '{}' }), { 'x-app-usage': '{}' }],
  ['pairs', [['X-App-Usage', '{}']], { 'x-app-usage': '{}' }],
  ['an object', { 'X-App-Usage': '{}' }, { 'x-app-usage': '{}' }],
  ['values that are not text', { a: 1, b: ['x'], c: 'text' }, { c: 'text' }],
  ['null', null, {}],
])('the headers of a response can be %s', async (_, headers, expected) => {
  const { answer } = await post({ status: 200, headers });
  expect(answer).toMatchObject({ kind: 'answer' });
  expect(answer.kind === 'answer' && answer.headers).toEqual(expected);
});

describe('a fetch that rejects', () => {
  const failed = (facts: object): Error =>
    new TypeError('fetch failed', { cause: Object.assign(new Error('m'), facts) });

  // Errors of Node's resolver, sockets, TLS and undici: https://nodejs.org/api/errors.html
  test.each([
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'EAI_AGAIN',
    'ECONNREFUSED',
    'ENETUNREACH',
    'ENOTFOUND',
    'ERR_INVALID_URL',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'UND_ERR_CONNECT_TIMEOUT',
  ])('with %s has sent nothing', async (code) => {
    const { answer } = await post(failed({ code }));
    expect(answer).toEqual({ kind: 'failure', sent: false, code });
  });

  test.each(['connect', 'getaddrinfo'])('in %s has sent nothing', async (syscall) => {
    const { answer } = await post(failed({ code: 'ETIMEDOUT', syscall }));
    expect(answer).toEqual({ kind: 'failure', sent: false, code: 'ETIMEDOUT' });
  });

  test.each([
    ['ECONNRESET', { code: 'ECONNRESET', syscall: 'read' }],
    ['ETIMEDOUT', { code: 'ETIMEDOUT' }],
    ['UNKNOWN', {}],
  ])('with %s may have sent the request', async (code, facts) => {
    const posted = await post(failed(facts));
    expect(posted.answer).toEqual({ kind: 'failure', sent: true, code });
    expect(wasAborted(posted)).toBe(true);
  });
});
