import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classify } from '../../src/graph/classify.ts';
import type { HttpAnswer } from '../../src/http/types.ts';
import { runs } from '../fuzz-runs.ts';

const host = 'graph.facebook.com';
const now = Date.UTC(2026, 10, 24);

function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
  return { kind: 'answer', status, headers, body: text };
}

function graphError(code: number, subcode?: number, rest: Record<string, unknown> = {}): object {
  return { error: { message: 'm', type: 'OAuthException', code, error_subcode: subcode, ...rest } };
}

function summary(given: HttpAnswer): string {
  const verdict = classify(given, host, now);
  return verdict.outcome === 'delivered'
    ? `delivered ${verdict.eventsReceived}`
    : `${verdict.outcome} ${verdict.error.category}`;
}

describe('an answer of 2xx', () => {
  test.each([
    [{ events_received: 1, messages: [], fbtrace_id: 'A' }, 'delivered 1'],
    [{ events_received: 0 }, 'ambiguous unavailable'],
    [{ events_received: '1' }, 'ambiguous unavailable'],
    [{ events_received: -1 }, 'ambiguous unavailable'],
    [{ events_received: 1.5 }, 'ambiguous unavailable'],
    ['{"events_received":1e400}', 'ambiguous unavailable'],
    [{ events_received: 2 }, 'delivered 2'],
    [{ fbtrace_id: 'A' }, 'ambiguous unavailable'],
    ['{"events_received":1', 'ambiguous unavailable'],
    ['{"events_received":NaN}', 'ambiguous unavailable'],
    ['', 'ambiguous unavailable'],
    ['[]', 'ambiguous unavailable'],
    ['null', 'ambiguous unavailable'],
    ['<html>Welcome to our hotel Wi-Fi</html>', 'ambiguous unavailable'],
    [undefined, 'ambiguous unavailable'],
  ])('F-47 %j is %s', (body, expected) => {
    expect(summary(answer(200, body))).toBe(expected);
  });

  test('F-48 with an error in it is that error', () => {
    expect(summary(answer(200, { events_received: 1, ...graphError(190) }))).toBe(
      'rejected access',
    );
  });
});

describe('F-49 a Graph error code decides before the status does', () => {
  test.each([
    [100, 2804003, 400, 'rejected payload'],
    [100, 2804009, 400, 'rejected payload'],
    [100, 2804050, 400, 'rejected payload'],
    [100, undefined, 400, 'rejected payload'],
    [100, 33, 400, 'rejected access'],
    [100, 33, 404, 'rejected access'],
    [1, 99, 400, 'rejected payload'],
    [4, 99, 400, 'notSent throttled'],
    [1, undefined, 500, 'ambiguous unavailable'],
    [2, undefined, 400, 'ambiguous unavailable'],
    [4, 1504022, 400, 'notSent throttled'],
    [17, 2446079, 400, 'notSent throttled'],
    [17, undefined, 500, 'notSent throttled'],
    [32, undefined, 403, 'notSent throttled'],
    [341, undefined, 400, 'notSent throttled'],
    [368, undefined, 400, 'notSent throttled'],
    [613, 1996, 400, 'notSent throttled'],
    [80000, undefined, 400, 'notSent throttled'],
    [80004, undefined, 400, 'notSent throttled'],
    [80014, undefined, 429, 'notSent throttled'],
    [5000, undefined, 400, 'ambiguous unavailable'],
    [21009, undefined, 400, 'ambiguous unavailable'],
    [3, undefined, 400, 'rejected access'],
    [10, undefined, 403, 'rejected access'],
    [34, undefined, 404, 'rejected access'],
    [102, undefined, 401, 'rejected access'],
    [104, undefined, 400, 'rejected access'],
    [190, 463, 401, 'rejected access'],
    [190, undefined, 500, 'rejected access'],
    [200, undefined, 400, 'rejected access'],
    [250, undefined, 400, 'rejected access'],
    [299, undefined, 400, 'rejected access'],
    [300, undefined, 400, 'rejected payload'],
    [300, undefined, 408, 'ambiguous unavailable'],
    [300, undefined, 499, 'rejected payload'],
    [300, undefined, 500, 'ambiguous unavailable'],
    [300, undefined, 503, 'ambiguous unavailable'],
    [300, undefined, 200, 'ambiguous unavailable'],
    [2500, undefined, 400, 'rejected access'],
    [2635, undefined, 400, 'rejected access'],
  ])('code %i/%s with HTTP %i is %s', (code, subcode, status, expected) => {
    expect(summary(answer(status, graphError(code, subcode)))).toBe(expected);
  });

  test('"Missing Permission" under code 100 is an access error, not a payload error', () => {
    const error = graphError(100, undefined, { message: '(#100) Missing Permission' });
    expect(summary(answer(400, error))).toBe('rejected access');
  });

  // The texts of two answers: https://github.com/facebook/facebook-python-business-sdk/issues/528,
  // https://stape.io/blog/api-calls-from-the-server-require-appsecret-proof-argument
  test.each([
    'Invalid appsecret_proof provided in the API argument',
    'API calls from the server require an appsecret_proof argument',
  ])('"%s" under code 100 is an access error', (message) => {
    const error = graphError(100, undefined, { type: 'GraphMethodException', message });
    expect(summary(answer(400, error))).toBe('rejected access');
  });

  test('… but beside a subcode that says otherwise it is theirs', () => {
    const error = graphError(100, 2804003, { message: '(#100) Missing Permission' });
    expect(summary(answer(400, error))).toBe('rejected payload');
  });

  test('… and beside a subcode that is unknown it still is an access error', () => {
    const error = graphError(100, 987654, { message: '(#100) Missing Permission' });
    expect(summary(answer(400, error))).toBe('rejected access');
  });

  test('an unknown code that calls itself transient is ambiguous', () => {
    const error = graphError(987654, undefined, { is_transient: true });
    expect(summary(answer(403, error))).toBe('ambiguous unavailable');
  });

  test('a code that is permanent stays so whatever it calls itself', () => {
    const error = graphError(100, 2804050, { is_transient: true });
    expect(summary(answer(400, error))).toBe('rejected payload');
  });
});

describe('F-49 without a code the status decides', () => {
  test.each([
    [300, 'notSent unavailable'],
    [301, 'notSent unavailable'],
    [308, 'notSent unavailable'],
    [400, 'ambiguous unavailable'],
    [401, 'rejected access'],
    [403, 'rejected access'],
    [404, 'rejected access'],
    [408, 'ambiguous unavailable'],
    [413, 'rejected payload'],
    [429, 'notSent throttled'],
    [500, 'ambiguous unavailable'],
    [502, 'ambiguous unavailable'],
    [503, 'ambiguous unavailable'],
    [504, 'ambiguous unavailable'],
  ])('HTTP %i with an HTML body is %s', (status, expected) => {
    expect(summary(answer(status, '<html></html>'))).toBe(expected);
    expect(summary(answer(status, undefined))).toBe(expected);
  });

  test('an unknown code leaves it to the status', () => {
    expect(summary(answer(429, graphError(987654)))).toBe('notSent throttled');
    expect(summary(answer(403, graphError(987654)))).toBe('rejected access');
  });
});

test.each([
  [199, 'ambiguous unavailable'],
  [200, 'delivered 1'],
  [299, 'delivered 1'],
])('HTTP %i with a number of received events is %s', (status, expected) => {
  expect(summary(answer(status, { events_received: 1 }))).toBe(expected);
});

test.each(['190', 190.5, null, [190]])('a code of %j is unknown', (code) => {
  const verdict = classify(answer(400, { error: { code } }), host, now);
  expect(verdict).toMatchObject({ outcome: 'rejected', error: { category: 'payload' } });
  expect(Object(verdict).error).not.toHaveProperty('code');
});

test.each([
  [100, 2804009, true],
  [100, undefined, true],
  // A copy that was sent while the event was younger may have been accepted.
  [100, 2804003, undefined],
  [190, 463, undefined],
  [4, undefined, undefined],
  [300, undefined, undefined],
])('code %i/%s rejects every copy for what it contains: %s', (code, subcode, expected) => {
  const { rejectsEveryCopy } = Object(classify(answer(400, graphError(code, subcode)), host, now));
  expect(rejectsEveryCopy).toBe(expected);
});

test('a time to wait is repeated only where the event can be sent again', () => {
  const headers = { 'retry-after': '7' };
  for (const given of [answer(413, '', headers), answer(400, graphError(100), headers)]) {
    expect(Object(classify(given, host, now)).error).not.toHaveProperty('retryAfterMs');
  }
  expect(Object(classify(answer(503, ''), host, now)).error).not.toHaveProperty('retryAfterMs');
});

test('a redirect is no delivery, whatever it says', () => {
  expect(summary(answer(300, { events_received: 1 }))).toBe('notSent unavailable');
});

test('no HTTP answer is notSent where no byte left, else ambiguous', () => {
  expect(summary({ kind: 'failure', sent: false, code: 'ENOTFOUND' })).toBe('notSent unavailable');
  expect(summary({ kind: 'failure', sent: true, code: 'timeout' })).toBe('ambiguous unavailable');
});

test('only notSent and ambiguous may be retried', () => {
  for (const status of [200, 301, 400, 401, 413, 429, 500]) {
    const verdict = classify(answer(status, ''), host, now);
    if (verdict.outcome === 'delivered') throw new Error('an empty answer cannot be a delivery');
    expect(verdict.error.retryable).toBe(verdict.outcome !== 'rejected');
    expect(verdict.error.ambiguous).toBe(verdict.outcome === 'ambiguous');
    expect(verdict.error.status).toBe(status);
  }
});

test('the error carries code, subcode and trace id, and nothing that is missing', () => {
  const verdict = classify(
    answer(400, graphError(100, 2804003, { fbtrace_id: 'AbC-1_2' })),
    host,
    now,
  );
  expect(verdict).toMatchObject({ error: { code: 100, subcode: 2804003, fbtraceId: 'AbC-1_2' } });
  const without = [answer(500, ''), answer(400, graphError(100)), answer(400, graphError(7))];
  for (const given of without) {
    const { error } = Object(classify(given, host, now));
    expect(error).toStrictEqual(JSON.parse(JSON.stringify(error)));
  }
});

test.each<unknown>([7, '', 'A'.repeat(65), 'maria@example.com', ['A']])(
  'a trace id in another form than Meta’s is left out: %j',
  (id) => {
    const verdict = classify(answer(400, graphError(100, 33, { fbtrace_id: id })), host, now);
    expect(Object(verdict).error).not.toHaveProperty('fbtraceId');
  },
);

describe('the message names what an operator has to look for', () => {
  test.each<[HttpAnswer, string[]]>([
    [{ kind: 'failure', sent: false, code: 'ENOTFOUND' }, [host, 'reached', 'ENOTFOUND']],
    [{ kind: 'failure', sent: true, code: 'timeout' }, ['response', host, 'timeout']],
    [answer(200, '<html>'), ['not from the Graph API']],
    [answer(503, ''), ['HTTP 503']],
    [answer(302, ''), ['HTTP 302', 'Redirects']],
    [answer(400, graphError(300)), ['HTTP 400', 'code 300)']],
    [answer(400, { error: {} }), ['HTTP 400', 'code unknown']],
    [answer(400, graphError(4)), ['throttles', '(code 4)']],
    [answer(400, { error: { is_transient: true } }), ['not available', 'code unknown']],
    [answer(401, graphError(190, 463)), ['code 190, subcode 463', 'expired', 'Events Manager']],
    [answer(401, graphError(190, 467)), ['subcode 467', 'invalid', 'Events Manager']],
    [answer(401, graphError(190, 460)), ['token', 'code 190, subcode 460']],
    [answer(400, graphError(100, 2804003)), ['code 100, subcode 2804003', '7 days']],
    [answer(400, graphError(100, 2804001)), ['subcode 2804001', 'fbc', '_fbc cookie unchanged']],
    [answer(400, graphError(100, 2804009)), ['subcode 2804009', 'customData.value']],
    [answer(400, graphError(100, 2804010)), ['subcode 2804010', 'customData.currency', 'ISO 4217']],
    [answer(400, graphError(100, 2804016)), ['subcode 2804016', 'SHA-256', 'whole request']],
    [answer(400, graphError(100, 2804036)), ['subcode 2804036', 'userData.leadId', 'Lead Ads']],
    [answer(400, graphError(100, 2804050)), ['subcode 2804050', 'fbp']],
    [
      answer(400, graphError(100, 2804066)),
      ['subcode 2804066', 'business_messaging', 'LeadSubmitted'],
    ],
  ])('%j: %j', (given, words) => {
    const { message } = Object(classify(given, host, now)).error;
    for (const word of words) expect(message).toContain(word);
    expect(message).toMatch(/^\S.*\.$/);
    expect(message).not.toMatch(/undefined|null/);
  });
});

describe('how long Meta asks to wait', () => {
  const busy = { 'x-business-use-case-usage': '{"1":[{"estimated_time_to_regain_access":3}]}' };
  const account = { 'x-ad-account-usage': '{"acc_id_util_pct":100,"reset_time_duration":90}' };
  test.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': '0' }, 1000],
    [{ 'retry-after': '-5' }, 1000],
    [{ 'retry-after': '999999999' }, 3_600_000],
    [{ 'retry-after': new Date(now + 30_000).toUTCString() }, 30_000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '7s' }, undefined],
    [
      {
        'x-business-use-case-usage':
          '{"1":[{"estimated_time_to_regain_access":0,"call_count":100}]}',
      },
      undefined,
    ],
    [{ 'x-business-use-case-usage': '{"1":[{"estimated_time_to_regain_access":"3"}]}' }, undefined],
    [
      {
        'x-business-use-case-usage':
          '{"1":[{"estimated_time_to_regain_access":3}],"2":[{"estimated_time_to_regain_access":1}]}',
      },
      180_000,
    ],
    [{ 'retry-after': 'soon', ...busy }, 180_000],
    [busy, 180_000],
    [account, 90_000],
    [{ ...busy, ...account, 'retry-after': '2' }, 2000],
    [{ 'x-business-use-case-usage': 'not json' }, undefined],
    [{}, undefined],
  ])('%j is %s ms', (headers, expected) => {
    for (const given of [answer(429, '', headers), answer(400, graphError(80004), headers)]) {
      const verdict = classify(given, host, now);
      expect(verdict).toHaveProperty('outcome', 'notSent');
      expect(Object(verdict).error.retryAfterMs).toBe(expected);
    }
  });
});

test.each(['a7', '--7', '7 7', '7-', '1e999', 'Invalid Date', '9'.repeat(400)])(
  'whatever Retry-After says, the wait is between a second and an hour, or none: %s',
  (value) => {
    const verdict = classify(answer(429, '', { 'retry-after': value }), host, now);
    const { retryAfterMs = 1000 } = Object(verdict).error;
    expect(retryAfterMs).toBeGreaterThanOrEqual(1000);
    expect(retryAfterMs).toBeLessThanOrEqual(3_600_000);
  },
);

describe('an answer to a copy that was sent again, as the first may have been read', () => {
  const copied = (given: HttpAnswer): HttpAnswer => ({ ...given, resent: true }) as HttpAnswer;
  const isResent = (given: HttpAnswer): boolean => 'resent' in classify(given, host, now);

  test('says so wherever it is no delivery', () => {
    expect(isResent(copied(answer(429, '')))).toBe(true);
    expect(isResent(copied(answer(400, graphError(190))))).toBe(true);
    expect(isResent(copied(answer(200, { events_received: 1 })))).toBe(false);
  });

  test('and no other answer does', () => {
    expect(isResent(answer(429, ''))).toBe(false);
    expect(isResent({ kind: 'failure', sent: true, code: 'timeout' })).toBe(false);
  });
});

test(`any answer gets a verdict, and none of its text is repeated (${runs(2000)} runs)`, () => {
  const canary = 'canary@example.com';
  const bodies = fc.oneof(
    fc.string(),
    fc.json(),
    fc.record({ events_received: fc.anything() }).map((value) => JSON.stringify(value) ?? ''),
    fc
      .record({
        error: fc.record({
          code: fc.oneof(fc.integer(), fc.constant(canary)),
          message: fc.constant(canary),
          fbtrace_id: fc.constant(canary),
          error_user_msg: fc.constant(canary),
        }),
      })
      .map((value) => JSON.stringify(value)),
  );
  fc.assert(
    fc.property(fc.integer({ min: 100, max: 599 }), bodies, (status, body) => {
      const verdict = classify(answer(status, body), host, now);
      expect(JSON.stringify(verdict)).not.toContain(canary);
      const isGood = status >= 200 && status < 300;
      expect(isGood || verdict.outcome !== 'delivered').toBe(true);
    }),
    { numRuns: runs(2000) },
  );
});
