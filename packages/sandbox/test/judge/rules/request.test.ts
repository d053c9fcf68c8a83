import { expect, test } from 'vitest';
import { createSandbox } from '../../../src/index.ts';
import { requestRules, unknownPath } from '../../../src/judge/rules/request.ts';
import { versionRules } from '../../../src/judge/rules/version.ts';
import { answerOf, post, TOKEN } from '../../post.ts';
import { NOW, purchase } from '../../purchase.ts';
import { describeRules, type RuleTable, type SandboxAnswer } from './rule-table.ts';

interface Sent {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text, or what becomes JSON. */
  readonly body?: unknown;
  readonly at?: string;
}

const PATH = '/v26.0/1234567890/events';
const data = [purchase()];
const body = (changes: Record<string, unknown>): Sent => ({
  body: { data, access_token: TOKEN, ...changes },
});
const events = (list: unknown): Sent => body({ data: list });
const many = (count: number): Sent =>
  events(Array.from({ length: count }, (_, index) => purchase({ event_id: `id-${index}` })));
const token = (access_token: unknown): Sent => body({ access_token });
const version = (name: string, day = '2026-11-24'): Sent => ({
  path: `/${name}/1234567890/events`,
  at: day,
});

const table: RuleTable<Sent> = {
  // https://developers.facebook.com/docs/graph-api/changelog/versions
  'version-expired': {
    refused: [400, 2635],
    breaks: [
      ['v19.0, which ended in May 2026', version('v19.0'), 'version'],
      ['v20.0 on its last date', version('v20.0', '2026-09-24'), 'version'],
      ['v21.0 on its last date', version('v21.0', '2027-01-21'), 'version'],
      ['v15.0, older than the table', version('v15.0'), 'version'],
      ['v2.12', version('v2.12'), 'version'],
    ],
    keeps: [
      ['v26.0', version('v26.0')],
      ['v20.0 the day before', version('v20.0', '2026-09-23')],
      ['v21.0 the day before', version('v21.0', '2027-01-20')],
    ],
  },
  'version-past-marketing-api-date': {
    breaks: [
      ['v24.0 since November 2026', version('v24.0'), 'version'],
      ['v25.0 since February 2027', version('v25.0', '2027-02-23'), 'version'],
      ['v22.0 since February 2026', version('v22.0'), 'version'],
    ],
    keeps: [
      ['v25.0', version('v25.0')],
      ['v24.0 the day before', version('v24.0', '2026-11-09')],
    ],
  },
  'version-unknown': {
    breaks: [
      ['v28.0', version('v28.0'), 'version'],
      ['v100.0', version('v100.0'), 'version'],
    ],
    keeps: [['v27.0', version('v27.0')]],
  },
  'version-never-released': {
    breaks: [['v26.1', version('v26.1'), 'version']],
    keeps: [
      ['v26.0', version('v26.0')],
      ['one newer than the table', version('v28.0')],
    ],
  },
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/using-the-api
  'token-missing': {
    refused: [401, 190],
    breaks: [['nowhere', token(undefined), 'access_token']],
    keeps: [
      ['in the body', token(TOKEN)],
      ['in the header', { body: { data }, headers: { authorization: `Bearer ${TOKEN}` } }],
      ['in the query', { body: { data }, path: `${PATH}?access_token=${TOKEN}` }],
    ],
  },
  'token-malformed': {
    refused: [401, 190],
    breaks: [
      ['empty', token(''), 'access_token'],
      ['an unset variable', token('undefined'), 'access_token'],
      ['null', token(null), 'access_token'],
      ['a number', token(7), 'access_token'],
      ['with a line break', token(`${TOKEN}\n`), 'access_token'],
      ['in quotes', token(`"${TOKEN}"`), 'access_token'],
      ['an unfilled template', token('<ACCESS_TOKEN>'), 'access_token'],
      [
        '"Bearer" twice',
        { body: { data }, headers: { authorization: `Bearer Bearer ${TOKEN}` } },
        'access_token',
      ],
    ],
    keeps: [
      ['any text without spaces', token('test-token')],
      ['an app token', token('1234567890|abcDEF_-0')],
    ],
  },
  'object-id-invalid': {
    refused: [400, 100, 33],
    breaks: [
      ['a word', { path: '/v26.0/undefined/events' }, 'pixel_id'],
      ['an ad account', { path: '/v26.0/act_1234567890/events' }, 'pixel_id'],
      ['21 digits', { path: `/v26.0/${'1'.repeat(21)}/events` }, 'pixel_id'],
    ],
    keeps: [
      ['digits', { path: '/v26.0/1/events' }],
      ['a slash at the end', { path: `${PATH}/` }],
    ],
  },
  'method-not-post': {
    refused: [400, 100],
    breaks: ['GET', 'DELETE', 'PUT'].map(
      (method) => [method, { method, path: `${PATH}?access_token=${TOKEN}` }, 'method'] as const,
    ),
    keeps: [['POST', { method: 'POST' }]],
  },
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/main-body
  'data-missing': {
    refused: [400, 100],
    breaks: [
      ['none', events(undefined), 'data'],
      ['an object', events(purchase()), 'data'],
      ['text that is not JSON', events('[{'), 'data'],
      [
        'JSON of another type',
        { body: 'null', headers: { authorization: `Bearer ${TOKEN}` } },
        'data',
      ],
      ['broken JSON', { body: '{"data":[', headers: { authorization: `Bearer ${TOKEN}` } }, 'data'],
      [
        'JSON sent as text/plain, the default of fetch',
        { headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'text/plain' } },
        'data',
      ],
    ],
    keeps: [
      ['a list', events(data)],
      ['a list as JSON text', events(JSON.stringify(data))],
      ['JSON with a charset', { headers: { 'content-type': 'application/json; charset=utf-8' } }],
    ],
  },
  'data-empty': {
    refused: [400, 100],
    breaks: [['an empty list', events([]), 'data']],
    keeps: [['one event', events(data)]],
  },
  'data-too-long': {
    refused: [400, 100],
    breaks: [['1001 events', many(1001), 'data']],
    keeps: [['1000 events', many(1000)]],
  },
  'event-not-an-object': {
    refused: [400, 100],
    breaks: [
      ['null', events([purchase(), null]), 'data.1'],
      ['a list', events([[purchase()]]), 'data.0'],
      ['text that is not JSON', events(['Purchase']), 'data.0'],
    ],
    keeps: [['an event as JSON text', events([JSON.stringify(purchase())])]],
  },
  'token-in-query': {
    breaks: [['a token', { path: `${PATH}?access_token=${TOKEN}` }, 'query.access_token']],
    keeps: [['none', {}]],
  },
  'data-in-query': {
    breaks: [
      [
        'events',
        {
          path: `${PATH}?data=${encodeURIComponent(JSON.stringify(data))}`,
          body: { access_token: TOKEN },
        },
        'query.data',
      ],
    ],
    keeps: [['none', { path: `${PATH}?test_event_code=TEST1` }]],
  },
  'parameter-removed': {
    breaks: [
      ['in the body', body({ pretty: 1, debug: 'all' }), 'pretty', 'debug'],
      ['in the query', { path: `${PATH}?date_format=U` }, 'date_format'],
    ],
    keeps: [['none', {}]],
  },
  'parameter-unknown': {
    breaks: [
      [
        'an event’s',
        body({ event_name: 'Lead', testEventCode: 'TEST1' }),
        'event_name',
        'testEventCode',
      ],
    ],
    keeps: [
      [
        'every documented one',
        body({
          test_event_code: 'TEST12345',
          partner_agent: 'example',
          namespace_id: '1',
          upload_tag: 'x',
          appsecret_proof: 'a'.repeat(64),
        }),
      ],
    ],
  },
  'test-event-code-invalid': {
    breaks: [
      ['empty', body({ test_event_code: '' }), 'test_event_code'],
      ['null', body({ test_event_code: null }), 'test_event_code'],
      ['true', body({ test_event_code: true }), 'test_event_code'],
      ['with spaces', body({ test_event_code: ' TEST12345' }), 'test_event_code'],
    ],
    keeps: [
      ['a code', body({ test_event_code: 'TEST12345' })],
      ['none', body({})],
    ],
  },
  // https://developers.facebook.com/documentation/ads-commerce/conversions-api/guides/end-to-end-implementation
  'partner-agent-invalid': {
    breaks: [
      ['23 characters', body({ partner_agent: 'a'.repeat(23) }), 'partner_agent'],
      ['one letter', body({ partner_agent: 'a_1.0' }), 'partner_agent'],
      ['a number', body({ partner_agent: 12 }), 'partner_agent'],
    ],
    keeps: [
      ['22 characters', body({ partner_agent: 'a'.repeat(22) })],
      ['two letters', body({ partner_agent: 'ab' })],
    ],
  },
};

describeRules([...versionRules, ...requestRules], table, send);

// https://developers.facebook.com/docs/graph-api/changelog/versions
// https://developers.facebook.com/documentation/ads-commerce/marketing-api/marketing-api-changelog/versions
test.each([
  ['v16.0', '2025-05-14', undefined],
  ['v17.0', '2025-09-12', undefined],
  ['v18.0', '2026-01-26', undefined],
  ['v19.0', '2026-05-21', '2025-02-04'],
  ['v20.0', '2026-09-24', '2025-05-06'],
  ['v21.0', '2027-01-21', '2025-09-09'],
  ['v22.0', '2027-05-20', '2026-02-19'],
  ['v23.0', '2027-10-08', '2026-06-09'],
  ['v24.0', '2028-02-18', '2026-11-10'],
  ['v25.0', '2028-07-29', '2027-02-23'],
])('%s ends on %s, for the Marketing API on %s', async (name, graph, marketing) => {
  const rulesAt = async (day: string) =>
    (await send(version(name, day))).findings.map(({ rule }) => rule);

  expect((await send(version(name, before(graph)))).status).toBe(200);
  expect((await send(version(name, graph))).error?.code).toBe(2635);
  expect(await rulesAt(marketing ?? '2025-01-01')).toEqual(
    marketing ? ['version-past-marketing-api-date'] : [],
  );
  expect(await rulesAt(before(marketing ?? '2025-01-01'))).toEqual([]);
});

test('a version newer than the table is accepted with one note, in strict mode too', async () => {
  const sandbox = createSandbox({ now: () => NOW, strict: true });
  const sent = async (name: string) =>
    (await post(sandbox, [purchase()], {}, `${name}/1234567890/events`)).status;

  expect([await sent('v28.0'), await sent('v28.0'), await sent('v29.0')]).toEqual([200, 200, 200]);
  expect(sandbox.requests.map(({ findings }) => findings.map(({ rule }) => rule))).toEqual([
    ['version-unknown'],
    [],
    ['version-unknown'],
  ]);
});

test.each([
  '/',
  '/v26.0',
  '/1234567890/events',
  '/v26/1234567890/events',
  '/v26.0/1234567890/event',
  '/latest/1/events',
])('the path %s is refused as unknown', async (path) => {
  const { status, error } = await send({ path });

  expect([status, error?.code, error?.error_user_msg]).toEqual([400, 2500, unknownPath.message]);
});

async function send({
  path = PATH,
  method = 'POST',
  headers,
  body: sent,
  at,
}: Sent): Promise<SandboxAnswer> {
  const now = at ? Date.parse(at) : NOW;
  const event = purchase({ event_time: Math.floor(now / 1000) - 60 });
  const payload = sent ?? { data: [event], access_token: TOKEN };
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const sandbox = createSandbox({ now: () => now });
  const response = await sandbox.fetch(`https://graph.facebook.com${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'GET' ? {} : { body: text }),
  });
  const { status, body: answer } = await answerOf(response);
  return { status, error: answer.error, findings: sandbox.requests[0]?.findings ?? [] };
}

function before(day: string): string {
  return new Date(Date.parse(day) - 1).toISOString();
}
