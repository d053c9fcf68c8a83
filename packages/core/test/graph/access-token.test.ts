import { createHmac } from 'node:crypto';
import { createSandbox } from '@meta-capi/sandbox';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CapiConfig } from '../../src/client/capi-config.ts';
import { createCapiClient } from '../../src/client/client.ts';
import { isToken } from '../../src/graph/access-token.ts';

afterEach(() => {
  vi.useRealTimers();
});

const first = 'EAAfirstTokenOfThisTest0001';
const second = 'EAAsecondTokenOfThisTest0002';
const lead = { eventId: 'l', userData: { email: 'maria@example.com' } };

function configured(
  accessToken: CapiConfig['accessToken'],
  graph: typeof fetch,
  rest: Partial<CapiConfig> = {},
): CapiConfig {
  return { pixelId: '1234567890', accessToken, whenConsentUnknown: 'send', fetch: graph, ...rest };
}

/** Takes only the given token; counts what it was asked with. */
function graphTaking(good: string): { fetch: typeof fetch; tokens: string[] } {
  const sandbox = createSandbox();
  const tokens: string[] = [];
  return {
    tokens,
    fetch: (input, init) => {
      const body = JSON.parse(String(init?.body)) as { access_token: string };
      tokens.push(body.access_token);
      if (body.access_token === good) return sandbox.fetch(input, init);
      const error = { message: 'Error validating access token', type: 'OAuthException', code: 190 };
      return Promise.resolve(Response.json({ error }, { status: 401 }));
    },
  };
}

describe('a token from a function', () => {
  test('is asked for once, at the first send, by all callers together', async () => {
    let asked = 0;
    const graph = graphTaking(first);
    const client = createCapiClient(
      configured(() => {
        asked += 1;
        return Promise.resolve(`${first}\n`);
      }, graph.fetch),
    );
    expect(asked).toBe(0);
    await Promise.all([
      client.sendLeadEvent(lead),
      client.sendLeadEvent({ ...lead, eventId: 'm' }),
    ]);
    await client.sendLeadEvent({ ...lead, eventId: 'n' });
    expect(asked).toBe(1);
  });

  test('is asked for again, once, when Meta refuses it', async () => {
    const tokens = [first, second];
    const graph = graphTaking(second);
    const client = createCapiClient(
      configured(() => Promise.resolve(tokens.shift() ?? second), graph.fetch),
    );
    expect((await client.sendLeadEvent(lead)).ok).toBe(true);
    expect(graph.tokens).toEqual([first, second]);
    expect((await client.sendLeadEvent({ ...lead, eventId: 'm' })).ok).toBe(true);
    expect(graph.tokens).toEqual([first, second, second]);
  });

  test('a token that stays refused is an access error, not retried', async () => {
    const graph = graphTaking('another');
    const client = createCapiClient(configured(() => Promise.resolve(first), graph.fetch));
    const result = await client.sendLeadEvent(lead);
    expect(result).toMatchObject({
      ok: false,
      status: 401,
      error: { code: 190, category: 'access' },
    });
    expect(graph.tokens).toEqual([first]);
  });

  test.each<[string, () => Promise<string>]>([
    ['rejects', () => Promise.reject(new Error('canary'))],
    [
      'throws',
      () => {
        throw new Error('canary');
      },
    ],
    ['gives no token', () => Promise.resolve('')],
    ['gives no text', () => Promise.resolve(12_345 as never)],
    ['gives something that breaks headers', () => Promise.resolve(`${first}\r\nx: canary`)],
    ['takes longer than a second', () => new Promise(() => undefined)],
  ])('a source that %s holds nobody up, and is asked again next time', async (_, source) => {
    let works = false;
    const graph = graphTaking(first);
    const client = createCapiClient(
      configured(() => (works ? Promise.resolve(first) : source()), graph.fetch),
    );
    const start = performance.now();
    const result = await client.sendEvents(
      [{ ...lead, eventName: 'Lead', eventTime: new Date() }],
      {
        maxAttempts: 1,
      },
    );
    expect(performance.now() - start).toBeLessThan(1500);
    expect(result).toMatchObject({ ok: false, error: { category: 'access', retryable: true } });
    expect(JSON.stringify(result)).not.toContain('canary');
    expect(graph.tokens).toEqual([]);
    works = true;
    expect((await client.sendLeadEvent(lead)).ok).toBe(true);
  });

  test('that comes after its second is too late for that send, and serves the next', async () => {
    let asked = 0;
    let answer: ((token: string) => void) | undefined;
    const graph = graphTaking(first);
    const client = createCapiClient(
      configured(() => {
        asked += 1;
        return new Promise<string>((resolve) => {
          answer = resolve;
        });
      }, graph.fetch),
    );
    const start = performance.now();
    const late = await client.sendLeadEvent(lead, { maxAttempts: 1 });
    expect(late).toMatchObject({ ok: false, error: { category: 'access', retryable: true } });
    expect(performance.now() - start).toBeGreaterThan(990);
    answer?.(first);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await client.sendLeadEvent({ ...lead, eventId: 'm' })).ok).toBe(true);
    expect(asked).toBe(1);
  });

  test('that many requests find refused, one of them late, is asked for again just once', async () => {
    const tokens = [first, second];
    let asked = 0;
    let letLateOneGo: (() => void) | undefined;
    const othersAreDone = new Promise<void>((resolve) => {
      letLateOneGo = resolve;
    });
    const graph = graphTaking(second);
    const client = createCapiClient(
      configured(
        () => {
          asked += 1;
          return Promise.resolve(tokens.shift() ?? 'a-third-token-nobody-takes');
        },
        async (input, init) => {
          if (String(init?.body).includes('TEST3')) await othersAreDone;
          return graph.fetch(input, init);
        },
      ),
    );
    // What differs in its test event code never shares a request.
    const [one, two, late] = ['TEST1', 'TEST2', 'TEST3'].map((testEventCode) =>
      client.sendLeadEvent({ ...lead, eventId: testEventCode }, { testEventCode }),
    );
    const results = [await one, await two];
    letLateOneGo?.();
    results.push(await late);
    expect(results.map((result) => result?.ok)).toEqual([true, true, true]);
    expect(graph.tokens).toEqual([first, first, second, second, first, second]);
    expect(asked).toBe(2);
  });

  test.each<[string, () => string]>([
    ['the same token', () => first],
    ['other tokens that are refused too', () => `EAAanotherTokenOfThisTest${Math.random()}`],
  ])('that stays refused is asked for at most once a minute, with %s', async (_, source) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    let asked = 0;
    const graph = graphTaking(second);
    const client = createCapiClient(
      configured(() => {
        asked += 1;
        return Promise.resolve(asked > 2 ? second : source());
      }, graph.fetch),
    );
    for (let n = 0; n < 5; n += 1) {
      const result = await client.sendLeadEvent({ ...lead, eventId: `l${n}` });
      expect(result).toMatchObject({ ok: false, error: { code: 190, category: 'access' } });
    }
    expect(asked).toBe(2);
    vi.advanceTimersByTime(60_000);
    expect((await client.sendLeadEvent(lead)).ok).toBe(true);
    expect(asked).toBe(3);
  });

  test.each<[string, () => Promise<string>]>([
    ['throws', () => Promise.reject(new Error('down'))],
    ['returns no token', () => Promise.resolve('')],
  ])('that is refused while its source %s is asked for once a minute', async (_, source) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    let asked = 0;
    const graph = graphTaking(second);
    const client = createCapiClient(
      configured(() => {
        asked += 1;
        if (asked === 1) return Promise.resolve(first);
        return asked === 2 ? source() : Promise.resolve(second);
      }, graph.fetch),
    );
    for (let n = 0; n < 5; n += 1) {
      expect((await client.sendLeadEvent({ ...lead, eventId: `l${n}` })).ok).toBe(false);
    }
    expect(asked).toBe(2);
    vi.advanceTimersByTime(60_000);
    expect((await client.sendLeadEvent({ ...lead, eventId: 'm' })).ok).toBe(true);
    expect(asked).toBe(3);
  });

  test('where the source is down later, the last token stays in use', async () => {
    const tokens = [first];
    const graph = graphTaking(first);
    const client = createCapiClient(
      configured(() => Promise.resolve(tokens.shift() ?? ''), graph.fetch),
    );
    await client.sendLeadEvent(lead);
    expect((await client.sendLeadEvent({ ...lead, eventId: 'm' })).ok).toBe(true);
  });
});

test.each<[string, unknown, boolean]>([
  ['19 characters', 'a'.repeat(19), false],
  ['20 characters', 'a'.repeat(20), true],
  ['512 characters', 'a'.repeat(512), true],
  ['513 characters', 'a'.repeat(513), false],
  ['the first and the last printable character', `!~${'a'.repeat(20)}`, true],
  ['a space inside', `${'a'.repeat(20)} a`, false],
  ['a line break at the end', `${'a'.repeat(20)}\n`, false],
  ['a control character at the start', `\u007f${'a'.repeat(20)}`, false],
  ['no Latin-1 character', `${'a'.repeat(20)}Ā`, false],
  ['a list that prints as a token', ['a'.repeat(20)], false],
  ['a number', 12_345_678_901_234_567_890n, false],
])('a token may be %s', (_, value, expected) => {
  expect(isToken(value)).toBe(expected);
});

test('X-06 an app secret adds its proof, as node:crypto computes it, and itself stays home', async () => {
  const bodies: string[] = [];
  const sandbox = createSandbox();
  const appSecret = 'an-app-secret-of-this-test';
  const client = createCapiClient(
    configured(
      first,
      (input, init) => {
        bodies.push(String(init?.body));
        return sandbox.fetch(input, init);
      },
      { appSecret },
    ),
  );
  expect((await client.sendLeadEvent(lead)).ok).toBe(true);
  const proof = createHmac('sha256', appSecret).update(first).digest('hex');
  expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ appsecret_proof: proof });
  expect(bodies[0]).not.toContain(appSecret);
});
