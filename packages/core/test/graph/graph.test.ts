import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Cancellation, cancel, createCancellation } from '../../src/async/cancellation.ts';
import { createGraph, type Graph, type GraphSettings } from '../../src/graph/graph.ts';
import type { HttpAnswer, HttpPost } from '../../src/http/types.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const token = 'EAAfirstTokenOfThisTest0001';
const other = 'EAAsecondTokenOfThisTest0002';
const accepted: HttpAnswer = {
  kind: 'answer',
  status: 200,
  headers: {},
  body: '{"events_received":1}',
};
const refused = (code: number, rest: { resent?: true } = {}): HttpAnswer => ({
  kind: 'answer',
  status: 401,
  headers: {},
  body: JSON.stringify({ error: { code } }),
  ...rest,
});

interface Posted {
  url: string;
  members: string;
  timeoutMs: number;
}

/** A graph whose requests are answered in this order, the last answer again and again. */
function graphOf(
  settings: Partial<GraphSettings>,
  ...answers: HttpAnswer[]
): { graph: Graph; posted: Posted[] } {
  const posted: Posted[] = [];
  const post: HttpPost = async ({ url, body, timeoutMs }) => {
    posted.push({ url, members: await new Response(body()).text(), timeoutMs });
    return answers[Math.min(posted.length, answers.length) - 1] ?? accepted;
  };
  const eventsUrl = 'https://graph.facebook.com/v27.0/1234567890/events';
  const graph = createGraph(
    { eventsUrl, accessToken: token, appSecret: undefined, ...settings },
    post,
  );
  return { graph, posted };
}

function send(
  graph: Graph,
  rest: { testEventCode?: string; timeoutMs?: number; cancellation?: Cancellation } = {},
): ReturnType<Graph> {
  return graph({
    body: (members) => new TextEncoder().encode(members),
    testEventCode: undefined,
    timeoutMs: 5000,
    cancellation: createCancellation(),
    ...rest,
  });
}

/** Shows whether a promise is resolved, without waiting for it. */
function watch<Value>(promise: Promise<Value>): { value?: Value } {
  const seen: { value?: Value } = {};
  void (async () => {
    seen.value = await promise;
  })();
  return seen;
}

const proofOf = (secret: string, of: string): string =>
  createHmac('sha256', secret).update(of).digest('hex');

describe('what authorizes a request is in its body', () => {
  test('the token alone', async () => {
    const { graph, posted } = graphOf({});
    expect(await send(graph)).toMatchObject({ outcome: 'delivered', eventsReceived: 1 });
    expect(posted).toMatchObject([
      {
        url: 'https://graph.facebook.com/v27.0/1234567890/events',
        members: `"access_token":"${token}"`,
      },
    ]);
  });

  test('a token and a test event code with characters that JSON escapes', async () => {
    const odd = `${token}"\\`;
    const { graph, posted } = graphOf({ accessToken: odd });
    await send(graph, { testEventCode: 'TEST"1' });
    expect(JSON.parse(`{${posted[0]?.members}}`)).toEqual({
      access_token: odd,
      test_event_code: 'TEST"1',
    });
  });

  test('the proof of the app secret, and of the new token once the token is renewed', async () => {
    const tokens = [token, other];
    const appSecret = 'an-app-secret-of-this-test';
    const { graph, posted } = graphOf(
      { accessToken: async () => tokens.shift() ?? other, appSecret },
      accepted,
      refused(190),
      accepted,
    );
    for (let n = 0; n < 2; n += 1) {
      expect(await send(graph, { testEventCode: 'TEST1' })).toMatchObject({ outcome: 'delivered' });
    }
    expect(posted.map(({ members }) => JSON.parse(`{${members}}`))).toEqual(
      [token, token, other].map((used) => ({
        access_token: used,
        appsecret_proof: proofOf(appSecret, used),
        test_event_code: 'TEST1',
      })),
    );
  });

  // Bytes below 16 need a leading zero in hexadecimal.
  test.each(['a', 'secret', 'ü', 'x'.repeat(200)])('as node:crypto proves "%s"', async (secret) => {
    const { graph, posted } = graphOf({ appSecret: secret });
    await send(graph);
    expect(posted[0]?.members).toContain(`"appsecret_proof":"${proofOf(secret, token)}"`);
  });

  test('a platform that cannot prove it sends nothing, and says so', async () => {
    vi.stubGlobal('crypto', undefined);
    const { graph, posted } = graphOf({ appSecret: 'an-app-secret' });
    const result = await send(graph);
    expect(result).toMatchObject({
      outcome: 'notSent',
      error: { status: 0, category: 'unavailable', retryable: true, ambiguous: false },
    });
    expect(Object(result).error.message).toContain('platform');
    expect(posted).toEqual([]);
  });
});

describe('a rejected token', () => {
  test('that is fixed text is not sent again', async () => {
    const { graph, posted } = graphOf({}, refused(190));
    expect(await send(graph)).toMatchObject({ outcome: 'rejected', error: { code: 190 } });
    expect(posted).toHaveLength(1);
  });

  test('is renewed for code 190 alone', async () => {
    const accessToken = vi.fn<() => Promise<string>>(async () => token);
    const { graph, posted } = graphOf({ accessToken }, refused(200));
    expect(await send(graph)).toMatchObject({ outcome: 'rejected', error: { code: 200 } });
    expect(accessToken).toHaveBeenCalledTimes(1);
    expect(posted).toHaveLength(1);
  });

  test.each<[string, HttpAnswer, HttpAnswer, boolean]>([
    ['the first was sent again', refused(190, { resent: true }), refused(4), true],
    ['the second was sent again', refused(190), refused(4, { resent: true }), true],
    ['none was sent again', refused(190), refused(4), false],
    ['the second is delivered', refused(190, { resent: true }), accepted, false],
  ])('of two requests it is kept that a copy may have been read: %s', async (...row) => {
    const [, first, second, isResent] = row;
    const tokens = [token, other];
    const { graph } = graphOf({ accessToken: async () => tokens.shift() ?? other }, first, second);
    expect(Object(await send(graph)).resent === true).toBe(isResent);
  });

  test('is the result where the source has no other in the time that is left', async () => {
    vi.useFakeTimers();
    vi.advanceTimersByTime(60_000);
    let calls = 0;
    const accessToken = (): Promise<string> => {
      calls += 1;
      return calls === 1 ? Promise.resolve(token) : new Promise(() => undefined);
    };
    const { graph, posted } = graphOf({ accessToken }, refused(190));
    const seen = watch(send(graph, { timeoutMs: 300 }));
    await vi.advanceTimersByTimeAsync(299);
    expect(seen).toEqual({});
    await vi.advanceTimersByTimeAsync(2);
    expect(seen.value).toMatchObject({ outcome: 'rejected', error: { code: 190 } });
    expect(posted).toHaveLength(1);
  });
});

describe('a token that does not come', () => {
  test.each([
    [100, 100],
    [5000, 1000],
  ])(
    'is awaited for %i ms at most %i ms, and the message names the option',
    async (timeoutMs, most) => {
      vi.useFakeTimers();
      const { graph, posted } = graphOf({ accessToken: () => new Promise(() => undefined) });
      const seen = watch(send(graph, { timeoutMs }));
      await vi.advanceTimersByTimeAsync(most - 1);
      expect(seen).toEqual({});
      await vi.advanceTimersByTimeAsync(2);
      expect(seen.value).toMatchObject({
        outcome: 'notSent',
        error: { status: 0, category: 'access', retryable: true, ambiguous: false },
      });
      expect(Object(seen.value).error.message).toMatch(/^accessToken .*20 to 512 printable ASCII/);
      expect(posted).toEqual([]);
    },
  );

  test('is not awaited by a request that is cancelled', async () => {
    const { graph, posted } = graphOf({ accessToken: () => new Promise(() => undefined) });
    const cancellation = createCancellation();
    const sending = send(graph, { cancellation });
    cancel(cancellation);
    const result = await sending;
    expect(result).toMatchObject({
      outcome: 'notSent',
      error: { status: 0, category: 'unavailable', retryable: true, ambiguous: false },
    });
    expect(Object(result).error.message).toContain('aborted');
    expect(posted).toEqual([]);
  });

  test('is not awaited after a rejection either: the rejection is the result', async () => {
    const tokens = [Promise.resolve(token), new Promise<string>(() => undefined)];
    const accessToken = vi.fn<() => Promise<string>>(
      () => tokens.shift() ?? Promise.resolve(other),
    );
    const { graph, posted } = graphOf({ accessToken }, refused(190));
    const cancellation = createCancellation();
    const sending = send(graph, { cancellation });
    await vi.waitFor(() => expect(accessToken).toHaveBeenCalledTimes(2));
    cancel(cancellation);
    expect(await sending).toMatchObject({ outcome: 'rejected', error: { code: 190 } });
    expect(posted).toHaveLength(1);
  });
});

test('each request gets the time that is left of the whole', async () => {
  vi.useFakeTimers();
  const tokens = [token, other];
  const { graph, posted } = graphOf(
    {
      accessToken: async () => {
        await new Promise((resolve) => setTimeout(resolve, 400));
        return tokens.shift() ?? other;
      },
    },
    refused(190),
    accepted,
  );
  const sending = send(graph, { timeoutMs: 3000 });
  await vi.advanceTimersByTimeAsync(1000);
  expect(await sending).toMatchObject({ outcome: 'delivered' });
  expect(posted.map(({ timeoutMs }) => Math.round(timeoutMs))).toEqual([2600, 2200]);
});
