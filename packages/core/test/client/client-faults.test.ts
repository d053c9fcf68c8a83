import { describe, expect, test } from 'vitest';
import { type CapiClient, createCapiClient } from '../../src/client/client.ts';
import type { CapiError, EventOutcome } from '../../src/event/outcome.ts';
import {
  accepted,
  answer,
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

const accessToken = 'EAAcanaryTokenThatMustNotLeak0123456789';

function clientOf(baseUrl: string): CapiClient {
  return createCapiClient({
    pixelId: '1234567890',
    accessToken,
    whenConsentUnknown: 'send',
    baseUrl,
    allowCustomHost: true,
  });
}

function lead(eventId = 'lead-1') {
  return { eventId, userData: { email: 'maria@example.com' } };
}

const unclear = { status: 0, retryable: true, ambiguous: true };
const unreadable = { ...unclear, status: 200 };
const ok = (body: string): Play => answer(body);
const refusing = (status: string, code: number, rest: object = {}, headers = ''): Play =>
  answer(JSON.stringify({ error: { message: 'm', code, ...rest } }), status, headers);

/** What a caller hears who makes one attempt, with 400 ms for it. */
const rows: readonly [string, Play, EventOutcome['outcome'], Partial<CapiError>?][] = [
  ['an ordinary answer', ok(accepted), 'delivered'],
  ['F-41 silence', silence, 'ambiguous', unclear],
  ['F-41 a half that is closed', halfOpen, 'ambiguous', unclear],
  ['F-43 headers that drip for ever', slowHeaders, 'ambiguous', unclear],
  // Whether its status is known depends on which of two timers a busy machine serves first.
  ['F-44 a body that drips for ever', drip, 'ambiguous', { retryable: true, ambiguous: true }],
  ['F-45 a body of 1 GiB', gibibyte, 'ambiguous', unreadable],
  ['F-46 a gzip bomb', gzipBomb(), 'ambiguous', unreadable],
  ['F-47 truncated JSON', ok('{"events_rec'), 'ambiguous', unreadable],
  ['F-47 a captive portal', ok('<html>Welcome</html>'), 'ambiguous', unreadable],
  ['F-47 nothing', ok(''), 'ambiguous', unreadable],
  [
    'F-47 a 204',
    write('HTTP/1.1 204 No Content\r\n\r\n'),
    'ambiguous',
    { ...unclear, status: 204 },
  ],
  ['F-47 a list', ok('[]'), 'ambiguous', unreadable],
  ['F-47 null', ok('null'), 'ambiguous', unreadable],
  ['F-47 a number in text', ok('{"events_received":"1"}'), 'ambiguous', unreadable],
  ['F-47 a negative number', ok('{"events_received":-1}'), 'ambiguous', unreadable],
  ['F-47 a number without end', ok('{"events_received":1e400}'), 'ambiguous', unreadable],
  [
    'F-47 a key twice, of which the last counts',
    ok('{"events_received":1,"events_received":"x"}'),
    'ambiguous',
    unreadable,
  ],
  [
    'F-48 200 with an error in it',
    refusing('200 OK', 190),
    'rejected',
    { status: 200, code: 190, category: 'access', retryable: false },
  ],
  [
    'F-48 200 with an error beside a count',
    ok('{"events_received":1,"error":{"code":17}}'),
    'notSent',
    { status: 200, code: 17, category: 'throttled' },
  ],
  [
    'F-49 400 with a throttle code',
    refusing('400 Bad Request', 613, {}, 'Retry-After: 7\r\n'),
    'notSent',
    { status: 400, code: 613, category: 'throttled', retryable: true, retryAfterMs: 7000 },
  ],
  [
    'F-49 500 with a throttle code',
    refusing('500 Internal Server Error', 17),
    'notSent',
    { status: 500, category: 'throttled' },
  ],
  [
    'F-49 400 that is transient',
    refusing('400 Bad Request', 99_999, { is_transient: true }),
    'ambiguous',
    { status: 400, retryable: true },
  ],
  [
    'F-49 a refused payload',
    refusing('400 Bad Request', 100, { error_subcode: 2804009 }),
    'rejected',
    { status: 400, code: 100, subcode: 2804009, category: 'payload', retryable: false },
  ],
  [
    'F-49 403 without a word',
    answer('', '403 Forbidden'),
    'rejected',
    { status: 403, category: 'access', retryable: false },
  ],
  [
    'F-49 429 that asks for a day',
    answer('', '429 Too Many Requests', 'Retry-After: 86400\r\n'),
    'notSent',
    { status: 429, category: 'throttled', retryAfterMs: 3_600_000 },
  ],
  [
    'F-49 503 that asks for less than nothing',
    answer('<html>', '503 Service Unavailable', 'Retry-After: -5\r\n'),
    'ambiguous',
    { status: 503, retryable: true, retryAfterMs: 1000 },
  ],
  [
    'F-50 a redirect',
    answer('', '307 Temporary Redirect', 'Location: http://127.0.0.1:1/\r\n'),
    'notSent',
    { status: 307, ambiguous: false },
  ],
  ['F-51 a reset instead of an answer', reset('body'), 'ambiguous', unclear],
  [
    'F-51 a reset in the answer',
    reset('body', 'HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"events_received":1'),
    'ambiguous',
    unreadable,
  ],
  ['F-51 HTTP/1.0', writeAndClose(`HTTP/1.0 200 OK\r\n\r\n${accepted}`), 'delivered'],
  ['F-51 interim answers without end', interimFlood, 'ambiguous', unclear],
  [
    'F-51 a bad chunk',
    write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\nzz\r\n'),
    'ambiguous',
    unreadable,
  ],
];

describe('what a caller hears', () => {
  test.for(rows)('%s', async ([, play, outcome, facts = {}]) => {
    const server = await startFaultyServer([play]);
    const start = performance.now();
    const options = { maxAttempts: 1, timeoutMs: 400 };
    const result = await clientOf(`http://127.0.0.1:${server.port}`).sendLeadEvent(lead(), options);
    expect(performance.now() - start).toBeLessThan(1400);
    expect(server.bytesWritten()).toBeLessThan(16 * 2 ** 20);
    expect(result.outcomes).toMatchObject([{ eventId: 'lead-1', outcome }]);
    expect(result.outcomes[0]?.error ?? {}).toMatchObject(facts);
    expect(JSON.stringify(result)).not.toContain(accessToken);
    expect(server.requests.length).toBeLessThanOrEqual(1);
  });

  test.each([
    ['F-40 a name that does not exist', 'https://capi.invalid', 'capi.invalid'],
    ['F-41 a port where nobody listens', 'http://127.0.0.1:1', '127.0.0.1:1'],
  ])('%s is named, and nothing else of the address', async (_, baseUrl, host) => {
    const options = { maxAttempts: 1, timeoutMs: 2000 };
    const { outcomes } = await clientOf(baseUrl).sendLeadEvent(lead(), options);
    expect(outcomes).toMatchObject([{ outcome: 'notSent', error: { ambiguous: false } }]);
    const sentence = /^(\S+) could not be reached \([A-Z_]+\)\.$/;
    expect(sentence.exec(outcomes[0]?.error?.message ?? '')?.[1]).toBe(host);
  });

  test('who says nothing is named too', async () => {
    const { port } = await startFaultyServer([silence]);
    const capi = clientOf(`http://127.0.0.1:${port}`);
    const result = await capi.sendLeadEvent(lead(), { maxAttempts: 1, timeoutMs: 100 });
    const message = `No usable response from 127.0.0.1:${port} (timeout).`;
    expect(result).toMatchObject({ error: { message } });
  });
});

test('F-06 25 calls a second on a Graph that takes all and says nothing wait their own time', async () => {
  const server = await startFaultyServer([silence]);
  const capi = clientOf(`http://127.0.0.1:${server.port}`);
  const calls = Array.from({ length: 50 }, async (_, at) => {
    await new Promise((resolve) => setTimeout(resolve, at * 40));
    // Longer than eight requests at a time allow for, so that some wait in the queue.
    const timeoutMs = 400 + (at % 5) * 100;
    const start = performance.now();
    const { outcomes } = await capi.sendLeadEvent(lead(`lead-${at}`), { timeoutMs });
    return { lateMs: performance.now() - start - timeoutMs, outcome: outcomes[0]?.outcome };
  });
  for (const { lateMs, outcome } of await Promise.all(calls)) {
    expect(lateMs).toBeLessThan(250);
    expect(outcome).toMatch(/^(ambiguous|notSent)$/);
  }
});

test('F-17 an event whose second try cannot connect was perhaps taken at the first', async () => {
  const dying: Play = {
    after: 'body',
    run: (socket) => {
      void server.close();
      socket.resetAndDestroy();
    },
  };
  const server = await startFaultyServer([answer(), dying]);
  const capi = clientOf(`http://127.0.0.1:${server.port}`);
  expect((await capi.sendLeadEvent(lead('first'))).ok).toBe(true);
  const result = await capi.sendLeadEvent(lead('second'), { maxAttempts: 1 });
  expect(server.requests.map(({ connection }) => connection)).toEqual([0, 0]);
  expect(result).toMatchObject({ ok: false, status: 0, error: { ambiguous: true } });
});

test('F-17 a second try that Meta throttles does not hide that the first may have been read', async () => {
  const throttled = refusing('429 Too Many Requests', 4);
  const server = await startFaultyServer([answer(), reset('body'), throttled]);
  const capi = clientOf(`http://127.0.0.1:${server.port}`);
  expect((await capi.sendLeadEvent(lead('first'))).ok).toBe(true);
  const result = await capi.sendLeadEvent(lead('second'), { maxAttempts: 1 });
  expect(server.requests).toHaveLength(3);
  expect(result).toMatchObject({ ok: false, status: 429, error: { code: 4, ambiguous: true } });
});

test('an abort does not wait for a token that does not come', async () => {
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: () => new Promise(() => {}),
    whenConsentUnknown: 'send',
  });
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  const start = performance.now();
  const result = await capi.sendLeadEvent(lead(), { signal: controller.signal });
  expect(performance.now() - start).toBeLessThan(700);
  expect(result).toMatchObject({ ok: false, error: { ambiguous: false } });
  expect(JSON.stringify(result)).not.toContain('accessToken');
});
