import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSandbox } from '../src/index.ts';
import { answerOf, post, TOKEN } from './post.ts';
import { NOW, purchase, secondsAgo, userData } from './purchase.ts';

const now = (): number => NOW;
const URL_OF_EVENTS = 'https://graph.facebook.com/v26.0/1234567890/events';

test('a valid event is counted and gets Meta’s response', async () => {
  const sandbox = createSandbox({ now });

  const { status, body } = await post(sandbox, [purchase()]);

  expect(status).toBe(200);
  expect(body).toEqual({ events_received: 1, messages: [], fbtrace_id: expect.any(String) });
  expect(sandbox.events).toEqual([
    {
      number: 1,
      requestNumber: 1,
      conversion: 1,
      pixelId: '1234567890',
      source: 'server',
      receivedAt: NOW,
      event: purchase(),
      eventName: 'Purchase',
      eventId: 'order-1001',
      verdict: 'counted',
      findings: [],
      notes: [],
    },
  ]);
});

test('fetch works without its sandbox, with a string, a URL or a Request', async () => {
  const { fetch, requests } = createSandbox({ now });
  const init = { method: 'POST' };

  await fetch(URL_OF_EVENTS, init);
  await fetch(new URL(URL_OF_EVENTS), init);
  await fetch(new Request(URL_OF_EVENTS, init));

  expect(requests.map(({ method, url }) => [method, url])).toEqual(
    Array.from({ length: 3 }, () => ['POST', URL_OF_EVENTS]),
  );
});

test('an aborted call rejects as fetch does, and nothing is received', async () => {
  const sandbox = createSandbox({ now });
  const signal = AbortSignal.abort();

  await expect(sandbox.fetch(URL_OF_EVENTS, { signal })).rejects.toThrow(/abort/i);
  expect(sandbox.requests).toEqual([]);
});

test('a refusal is a Graph API error', async () => {
  const sandbox = createSandbox({ now });

  const { status, body } = await post(sandbox, [purchase({ event_time: secondsAgo(8 * 86_400) })]);

  expect(status).toBe(400);
  expect(body).toEqual({
    error: {
      message: 'Invalid parameter',
      type: 'OAuthException',
      code: 100,
      error_subcode: 2804003,
      is_transient: false,
      error_user_title: 'Event Timestamp Too Old',
      error_user_msg: expect.stringContaining('7 days'),
      error_data: { blame_field_specs: [['event_time']] },
      fbtrace_id: expect.any(String),
    },
  });
});

test('a request to an unknown path is recorded with its response', async () => {
  const { fetch, requests, events } = createSandbox({ now });

  const response = await fetch('https://graph.facebook.com/me');

  expect(response.status).toBe(400);
  expect(requests).toMatchObject([{ status: 400, error: { code: 2500 } }]);
  expect(events).toEqual([]);
});

describe('one bad event refuses its whole request', () => {
  test('valid events are refused too, with fault: peer', async () => {
    const sandbox = createSandbox({ now });
    const bad = purchase({ event_id: 'bad', action_source: 'nowhere' });

    const { status } = await post(sandbox, [
      purchase({ event_id: 'a' }),
      bad,
      purchase({ event_id: 'b' }),
    ]);

    expect(status).toBe(400);
    expect(sandbox.events.map(({ eventId, verdict, fault }) => [eventId, verdict, fault])).toEqual([
      ['a', 'refused', 'peer'],
      ['bad', 'refused', 'event'],
      ['b', 'refused', 'peer'],
    ]);
    expect(new Set(sandbox.events.map(({ error }) => error?.fbtrace_id)).size).toBe(1);
    expect(sandbox.counted).toEqual([]);
  });

  test('an invalid request refuses its events with fault: request', async () => {
    const sandbox = createSandbox({ now });

    await post(sandbox, [purchase()], { access_token: undefined });

    expect(sandbox.events.map(({ verdict, fault }) => [verdict, fault])).toEqual([
      ['refused', 'request'],
    ]);
  });
});

describe('strict mode', () => {
  const withFinding = purchase({ event_id: undefined });

  test('off: an event with a finding is counted', async () => {
    const sandbox = createSandbox({ now });

    const { status } = await post(sandbox, [withFinding]);

    expect(status).toBe(200);
    expect(sandbox.counted[0]?.findings.map(({ rule, field }) => [rule, field])).toEqual([
      ['event-id-missing', 'event_id'],
    ]);
  });

  test('on: an event with a finding is refused with the type SandboxStrictMode', async () => {
    const sandbox = createSandbox({ now, strict: true });

    const { status, body } = await post(sandbox, [purchase(), withFinding]);

    expect(status).toBe(400);
    expect(body.error).toMatchObject({ type: 'SandboxStrictMode', code: 100 });
    expect(body.error?.message).toContain('not by Meta');
    expect(body.error?.error_user_title).toContain('Meta may accept this');
    expect(body.error).not.toHaveProperty('error_subcode');
    expect(sandbox.events.map(({ fault }) => fault)).toEqual(['peer', 'event']);
  });

  test('on: a finding about the request refuses it', async () => {
    const sandbox = createSandbox({ now, strict: true });

    const { status, body } = await post(sandbox, [withFinding], { pretty: '1' });

    expect(status).toBe(400);
    expect(body.error?.type).toBe('SandboxStrictMode');
    expect(sandbox.events[0]?.fault).toBe('request');
  });

  test('on: Meta’s own refusal takes precedence', async () => {
    const sandbox = createSandbox({ now, strict: true });

    const { body } = await post(sandbox, [purchase({ event_id: undefined, user_data: {} })]);

    expect(body.error).toMatchObject({ type: 'OAuthException', error_subcode: 2804050 });
  });

  test('on: an event with advice is counted', async () => {
    const sandbox = createSandbox({ now, strict: true });
    const event = purchase({ action_source: 'website', event_source_url: undefined });

    expect(await post(sandbox, [event])).toMatchObject({ status: 200 });
    expect(sandbox.counted[0]?.findings).toMatchObject([
      { rule: 'source-url-missing', severity: 'advice' },
    ]);
  });

  test('on: a valid event is counted', async () => {
    const sandbox = createSandbox({ now, strict: true });

    expect(await post(sandbox, [purchase()])).toMatchObject({ status: 200 });
  });
});

test('events with a test code count, with a note', async () => {
  const sandbox = createSandbox({ now, strict: true });

  await post(sandbox, [purchase()], { test_event_code: 'TEST12345' });

  expect(sandbox.counted).toMatchObject([
    { testEventCode: 'TEST12345', notes: [expect.stringContaining('test_event_code')] },
  ]);
});

describe('the body may be', () => {
  const lead = purchase({ event_name: 'Lead', custom_data: undefined });
  const list = JSON.stringify([purchase(), lead]);
  const listOfTexts = JSON.stringify([JSON.stringify(purchase()), JSON.stringify(lead)]);
  const multipart = new FormData();
  multipart.set('data', list);
  multipart.set('access_token', TOKEN);

  test.each([
    ['a form with data as JSON text', new URLSearchParams({ data: list, access_token: TOKEN })],
    [
      'a form with data as JSON text whose events are JSON text',
      new URLSearchParams({ data: listOfTexts, access_token: TOKEN }),
    ],
    ['a multipart form, as curl -F sends it', multipart],
  ])('%s', async (_, body) => {
    const sandbox = createSandbox({ now, strict: true });

    const answer = await answerOf(await sandbox.fetch(URL_OF_EVENTS, { method: 'POST', body }));

    expect(answer).toMatchObject({ status: 200, body: { events_received: 2 } });
    expect(sandbox.events.map(({ event }) => event)).toEqual([purchase(), lead]);
    expect(sandbox.requests).toMatchObject([{ tokenIn: 'body' }]);
  });
});

describe('no token is stored', () => {
  const bodies: readonly (readonly [string, RequestInit])[] = [
    ['JSON', json(JSON.stringify({ data: [purchase()], access_token: TOKEN }))],
    ['JSON with spaces', json(JSON.stringify({ access_token: TOKEN, data: [] }, null, 2))],
    ['broken JSON', json(`{"access_token":"${TOKEN}", oops`)],
    ['JSON cut off within the token', json(`{"data":[],"access_token":"${TOKEN}`)],
    ['JSON under another content type', { body: JSON.stringify({ access_token: TOKEN }) }],
    ['a form', { body: new URLSearchParams({ data: '[]', access_token: TOKEN }) }],
    [
      'a form with a token to be escaped',
      { body: new URLSearchParams({ access_token: `${TOKEN}|+ö` }) },
    ],
    ['a header', { headers: { authorization: `Bearer ${TOKEN}` } }],
    ['a header of another scheme', { headers: { authorization: TOKEN } }],
    ['JSON with an escaped key', json(`{"acc\\u0065ss_token":"${TOKEN}","data":[]}`)],
    [
      'JSON with an escaped key and value',
      json(`{"\\u0061ccess_token":"\\u0045${TOKEN.slice(1)}"}`),
    ],
    ['JSON with an escaped value', json(`{"access_token":"\\u0045${TOKEN.slice(1)}"}`)],
    ['broken JSON with an escaped key', json(`{"access\\u005Ftoken" : "${TOKEN}", oops`)],
    ['single quotes, as Python prints a dict', json(`{'access_token': '${TOKEN}', 'data': []}`)],
    ['an object literal', json(`{access_token: '${TOKEN}'}`)],
    ['JSON within JSON', json(JSON.stringify({ body: JSON.stringify({ access_token: TOKEN }) }))],
    ['camel case', json(JSON.stringify({ accessToken: TOKEN, data: [] }))],
    ['an event', json(JSON.stringify({ data: [purchase({ access_token: TOKEN })] }))],
    [
      'JSON in a form',
      { body: new URLSearchParams({ batch: JSON.stringify([{ access_token: TOKEN }]) }) },
    ],
    ['x-access-token', { headers: { 'x-access-token': TOKEN } }],
    ['another header of that kind', { headers: { 'x-meta-token': TOKEN, 'x-api-key': TOKEN } }],
    ['no separate place', json(`Bearer ${TOKEN}`)],
    [
      'a URL in an event',
      json(
        JSON.stringify({
          data: [purchase({ event_source_url: `https://shop.example.com/?access_token=${TOKEN}` })],
        }),
      ),
    ],
    [
      'an event, in addition to the body',
      json(JSON.stringify({ access_token: TOKEN, data: [purchase({ event_id: `x-${TOKEN}` })] })),
    ],
    [
      'a user agent, in addition to a header',
      { headers: { authorization: `Bearer ${TOKEN}`, 'user-agent': `me/${TOKEN}` } },
    ],
  ];

  test.each(bodies)('from %s', async (_, init) => {
    const { fetch, requests, events } = createSandbox({ now });

    const response = await fetch(URL_OF_EVENTS, { method: 'POST', ...init });

    expect(requests).toHaveLength(1);
    expect(JSON.stringify([requests, events, await response.json()])).not.toContain(TOKEN);
  });

  test('from the query of any path', async () => {
    const { fetch, requests } = createSandbox({ now });

    await fetch(`${URL_OF_EVENTS}?x=1&access_token=${TOKEN}&y=2`, { method: 'POST' });
    await fetch(`https://graph.facebook.com/me?access_token=${TOKEN}`);
    await fetch(`https://graph.facebook.com/${TOKEN}/events?access_token=${TOKEN}`);

    expect(JSON.stringify(requests)).not.toContain(TOKEN);
    expect(requests[0]?.url).toBe(`${URL_OF_EVENTS}?x=1&access_token=[redacted]&y=2`);
  });

  test('from a browser’s hit', async () => {
    const { fetch, requests, events } = createSandbox({ now });
    const page = `https://shop.example.com/?access_token=${TOKEN}`;
    const query = new URLSearchParams({ id: '1', ev: 'PageView', dl: page });

    await fetch(`https://www.facebook.com/tr?${query}`, {
      headers: { cookie: 'session=made-up', 'x-access-token': TOKEN },
    });

    expect(JSON.stringify([requests, events])).not.toContain(TOKEN);
    expect(JSON.stringify(requests)).not.toContain('made-up');
  });

  test('in any encoding, quotes and context', async () => {
    const escaped = (text: string, which: readonly boolean[]) =>
      Array.from(text, (character, index) =>
        which[index % which.length]
          ? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
          : character,
      ).join('');
    const token = fc
      .string({
        minLength: 20,
        maxLength: 60,
        unit: fc.constantFrom('a', 'f', 'X', '0', '9', '_', '|', '-'),
      })
      .map((text) => `tk${text}`);
    const key = fc.constantFrom('access_token', 'appsecret_proof', 'accessToken', 'x-access-token');
    const which = fc.array(fc.boolean(), { minLength: 1, maxLength: 12 });
    const quote = fc.constantFrom('"', "'");
    const space = fc.constantFrom('', ' ', '\n  ');
    await fc.assert(
      fc.asyncProperty(
        token,
        key,
        which,
        quote,
        space,
        fc.boolean(),
        async (value, name, escapes, mark, gap, broken) => {
          const { fetch, requests } = createSandbox({ now });
          const text = `{${mark}${escaped(name, escapes)}${mark}${gap}:${gap}${mark}${escaped(value, escapes)}${mark}${broken ? '' : '}'}`;

          await fetch(URL_OF_EVENTS, json(text));

          const kept = requests[0]?.text ?? '';
          expect(kept).toContain('[redacted]');
          expect(kept).not.toContain(value);
          expect(kept).not.toContain(escaped(value, escapes));
          expect(JSON.stringify(requests)).not.toContain(value);
        },
      ),
    );
  });

  test.each([
    ['in a list', '{"access_token": ["made-up-token-12345"], "data": []}'],
    ['in an object', '{"config":{"access-token":{"value":{"text":"made-up-token-12345"}}}}'],
    ['with an escape, under another key', '{"key":"E\\u0041AmadeUpToken0123456789"}'],
    [
      'with an escape, in JSON within JSON',
      '{"a":"{\\"key\\":\\"\\\\u0045AAmadeUpToken0123456789\\"}"}',
    ],
  ])('%s', async (_, text) => {
    const { fetch, requests } = createSandbox({ now });

    await fetch(URL_OF_EVENTS, json(text));

    expect(requests[0]?.text).toContain('[redacted]');
    expect(requests[0]?.text).not.toMatch(/made-?up|u004/i);
    expect(JSON.stringify(requests)).not.toMatch(/made-?up/i);
  });

  test('in a list within the JSON of a form', async () => {
    const { fetch, requests } = createSandbox({ now });
    const data = JSON.stringify([{ access_token: ['made-up-token-12345'] }]);

    await fetch(URL_OF_EVENTS, { method: 'POST', body: new URLSearchParams({ data }) });

    expect(requests[0]?.text).toContain('[redacted]');
    expect(JSON.stringify(requests)).not.toContain('made-up');
  });

  test('with a lone surrogate', async () => {
    const { fetch, requests } = createSandbox({ now });

    await fetch(URL_OF_EVENTS, json('{"access_token":"made-up-\\ud800-token"}'));

    expect(requests[0]?.text).toContain('[redacted]');
    expect(JSON.stringify(requests)).not.toContain('made-up');
  });

  test('of a body that is nested more deeply than the stack', async () => {
    const { fetch, requests } = createSandbox({ now });
    const data = `${'['.repeat(50_000)}{"access_token":"made-up-token-12345"}${']'.repeat(50_000)}`;

    await fetch(URL_OF_EVENTS, { method: 'POST', body: new URLSearchParams({ data }) });

    expect(JSON.stringify(requests)).not.toContain('made-up');
  });

  test('from a multipart form', async () => {
    const { fetch, requests } = createSandbox({ now });
    const body = new FormData();
    body.set('access_token', 'short');

    await fetch(URL_OF_EVENTS, { method: 'POST', body });

    expect(requests[0]?.text).toContain('[redacted]');
    expect(JSON.stringify(requests)).not.toContain('short');
  });

  test.each([
    ['query', `?access_token=${TOKEN}`, `Bearer ${TOKEN}`, TOKEN],
    ['header', '', `Bearer ${TOKEN}`, TOKEN],
    ['body', '', '', TOKEN],
    [undefined, '', '', undefined],
  ])(
    'but the most exposed place of the token is stored: %s',
    async (place, query, authorization, access_token) => {
      const { fetch, requests } = createSandbox({ now });

      await fetch(`${URL_OF_EVENTS}${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization },
        body: JSON.stringify({ access_token }),
      });

      expect(requests[0]?.tokenIn).toBe(place);
    },
  );

  test('also not an appsecret_proof', async () => {
    const { fetch, requests } = createSandbox({ now });

    await fetch(URL_OF_EVENTS, json(JSON.stringify({ appsecret_proof: 'f'.repeat(64) })));

    expect(JSON.stringify(requests)).not.toContain('ffff');
  });
});

// One digest in 4,096 has the same first characters as Meta's tokens.
test.each([
  ['SHA-256', `eaa${'5b0d4c6a6'.repeat(7).slice(0, 61)}`],
  ['SHA-256 in upper case', `EAA${'5B0D4C6A6'.repeat(7).slice(0, 61)}`],
  ['an id of 32 hex digits', `eaa${'5b0d4c6a6'.repeat(4).slice(0, 29)}`],
])('a digest that begins with eaa is not redacted: %s', async (_, digest) => {
  const { fetch, requests } = createSandbox({ now });

  await fetch(URL_OF_EVENTS, json(JSON.stringify({ data: [{ event_id: digest }] })));

  expect(requests[0]?.text).toContain(digest);
});

test('a hash that begins with eaa is accepted', async () => {
  const sandbox = createSandbox({ now, strict: true });
  const ct = `eaa${'5b0d4c6a6'.repeat(7).slice(0, 61)}`;

  const { status } = await post(sandbox, [purchase({ user_data: userData({ ct: [ct] }) })]);

  expect(status).toBe(200);
});

test('a request is recorded as received', async () => {
  const { fetch, requests } = createSandbox({ now });

  await fetch(URL_OF_EVENTS, json('{"data": [ ], "access_token":"EAAmadeUpToken0123456789"}'));

  expect(requests).toEqual([
    {
      method: 'POST',
      url: URL_OF_EVENTS,
      headers: { 'content-type': 'application/json' },
      text: '{"data": [ ], "access_token":"[redacted]"}',
      json: { data: [], access_token: '[redacted]' },
      tokenIn: 'body',
      number: 1,
      receivedAt: NOW,
      status: 400,
      durationMs: expect.any(Number),
      response: { error: expect.objectContaining({ code: 100 }) },
      error: expect.objectContaining({ code: 100 }),
      findings: [],
    },
  ]);
});

function json(body: string): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body };
}
