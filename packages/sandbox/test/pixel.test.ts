import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { fbevents } from '../../../tools/browser-scripts.ts';
import { createSandbox } from '../src/index.ts';
import { post } from './post.ts';
import { NOW, purchase } from './purchase.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

let clock = NOW;
const sandbox = createSandbox({ now: () => clock });
beforeEach(() => {
  clock = NOW;
  sandbox.clear();
});

const purchaseHit = {
  id: '1234567890',
  ev: 'Purchase',
  eid: 'order-1001',
  dl: 'https://shop.example.com/thank-you',
  rl: '',
  ts: String(NOW),
  fbp: 'fb.1.1795000000000.1098115397',
  'cd[value]': '12.5',
  'cd[currency]': 'EUR',
};

async function hit(
  changes: Record<string, string | undefined> = {},
  method: 'GET' | 'POST' = 'GET',
): Promise<Response> {
  const given = Object.entries({ ...purchaseHit, ...changes });
  const fields = new URLSearchParams(
    given.filter((field): field is [string, string] => field[1] !== undefined),
  );
  const init = { method, headers: { 'user-agent': 'Mozilla/5.0' } };
  return method === 'GET'
    ? sandbox.fetch(`https://www.facebook.com/tr?${fields}`, init)
    : sandbox.fetch('https://www.facebook.com/tr/', { ...init, body: fields });
}

const sendServer = (changes: Record<string, unknown> = {}): Promise<unknown> =>
  post(sandbox, [purchase({ event_time: Math.floor(clock / 1000), ...changes })]);

const history = (): string[] => sandbox.events.map(({ source, verdict }) => `${source} ${verdict}`);

describe('what a browser sends to /tr', () => {
  test.each(['GET', 'POST'] as const)(
    'is one event, by %s, with an image as the response',
    async (method) => {
      const answer = await hit({}, method);

      expect(answer.headers.get('content-type')).toBe('image/gif');
      expect(sandbox.events).toMatchObject([
        {
          pixelId: '1234567890',
          source: 'browser',
          eventName: 'Purchase',
          eventId: 'order-1001',
          verdict: 'counted',
          receivedAt: NOW,
          findings: [],
          event: {
            event_time: NOW / 1000,
            event_source_url: 'https://shop.example.com/thank-you',
            user_data: { fbp: 'fb.1.1795000000000.1098115397', client_user_agent: 'Mozilla/5.0' },
            custom_data: { value: 12.5, currency: 'EUR' },
          },
        },
      ]);
      expect(sandbox.requests).toMatchObject([{ method, status: 200 }]);
    },
  );

  test('preserves lists, numeric text and Limited Data Use', async () => {
    await hit({
      'cd[content_ids]': '["a","b"]',
      'cd[content_name]': '501',
      dpo: 'LDU',
      dpoco: '1',
      dpost: '1000',
    });

    expect(sandbox.events[0]?.event).toMatchObject({
      custom_data: { content_ids: ['a', 'b'], content_name: '501' },
      data_processing_options: ['LDU'],
      data_processing_options_country: 1,
      data_processing_options_state: 1000,
    });
  });

  test.each([
    ['id', { id: 'abc' }],
    ['id', { id: undefined }],
    ['ev', { ev: undefined }],
  ])('is not counted without a valid %s', async (field, changes) => {
    expect((await hit(changes)).status).toBe(200);
    expect(sandbox.events).toMatchObject([
      { verdict: 'refused', error: { error_data: { blame_field_specs: [[field]] } } },
    ]);
  });

  test.each([
    ['pixel-event-id-missing', 'eid', { eid: undefined }],
    ['purchase-value-missing', 'custom_data.value', { 'cd[value]': undefined }],
    ['event-key-in-custom-data', 'custom_data.eventID', { 'cd[eventID]': 'order-1001' }],
    ['not-hashed', 'user_data.em', { 'ud[em]': 'ann@example.com' }],
    ['fbp-malformed', 'user_data.fbp', { fbp: 'mine' }],
    ['email-in-clear', 'event_source_url', { dl: 'https://a.example/?m=ann@example.com' }],
  ])('is counted with the finding %s', async (rule, field, changes) => {
    await hit(changes);

    expect(sandbox.events[0]?.verdict).toBe('counted');
    expect(sandbox.events[0]?.findings.map(({ rule: id, field: at }) => [id, at])).toContainEqual([
      rule,
      field,
    ]);
  });

  test('may be a page view without an id', async () => {
    await hit({
      ev: 'PageView',
      eid: undefined,
      'cd[value]': undefined,
      'cd[currency]': undefined,
    });
    expect(sandbox.events[0]?.findings).toEqual([]);
  });
});

describe('browser and server are counted once by pixel, name and id', () => {
  test('browser first: the server event is the duplicate', async () => {
    await hit();
    clock += HOUR;
    await sendServer();

    expect(history()).toEqual(['browser counted', 'server duplicate']);
    expect(sandbox.events[1]?.duplicateOf).toBe(sandbox.events[0]);
    expect(sandbox.events[1]?.notes).toEqual([expect.stringContaining('other half')]);
  });

  test('server first, browser within five minutes: the browser event counts instead', async () => {
    await sendServer();
    await sendServer();
    clock += 5 * MINUTE;
    await hit();

    expect(history()).toEqual(['server duplicate', 'server duplicate', 'browser counted']);
    const [first, second, browser] = sandbox.events;
    expect([first?.duplicateOf, second?.duplicateOf]).toEqual([browser, browser]);
    expect(sandbox.counted).toEqual([browser]);
  });

  test('server first, browser later than that: the browser event is the duplicate', async () => {
    await sendServer();
    clock += 5 * MINUTE + 1000;
    await hit();

    expect(history()).toEqual(['server counted', 'browser duplicate']);
  });

  test('the 48 hours run from the first receipt, also if the browser event counts instead', async () => {
    await sendServer();
    clock += 4 * MINUTE;
    await hit();
    clock = NOW + 48 * HOUR + 1000;
    await sendServer();

    expect(history()).toEqual(['server duplicate', 'browser counted', 'server counted']);
  });

  test('two browser events with one id are both counted, because Meta documents no deduplication for them', async () => {
    await hit();
    await hit();
    await sendServer();

    expect(history()).toEqual(['browser counted', 'browser counted', 'server duplicate']);
  });

  test.each([
    ['name', { ev: 'Lead' }],
    ['id', { eid: 'order-1002' }],
    ['pixel', { id: '42' }],
  ])('another %s is another conversion', async (_, changes) => {
    await hit(changes);
    await sendServer();

    expect(history()).toEqual(['browser counted', 'server counted']);
  });

  test('a refused server event neither counts nor replaces the browser event', async () => {
    await sendServer({ action_source: 'nowhere' });
    await hit();

    expect(history()).toEqual(['server refused', 'browser counted']);
  });
});

describe('without an id, events are matched by person: browser first, then server', () => {
  const byFbp = { event_id: undefined };
  const externalId = 'a'.repeat(64);

  test.each([
    ['neither has one', { eid: undefined }, byFbp],
    ['the browser event has none', { eid: undefined }, {}],
    ['the server event has none', {}, byFbp],
    [
      'they share the external_id',
      { eid: undefined, fbp: undefined, 'ud[external_id]': externalId },
      { user_data: { external_id: ['b', externalId], client_user_agent: 'Mozilla/5.0' } },
    ],
  ])('%s', async (_, browser, server) => {
    await hit(browser);
    await sendServer(server);

    expect(history()).toEqual(['browser counted', 'server duplicate']);
    expect(sandbox.events[1]?.notes).toEqual([expect.stringContaining('fbp or external_id')]);
  });

  test.each([
    ['two different ids are two conversions', {}, { event_id: 'order-1002' }],
    ['another name', { eid: undefined, ev: 'Lead' }, byFbp],
    ['another person', { eid: undefined, fbp: 'fb.1.1795000000000.2' }, byFbp],
    ['another pixel', { eid: undefined, id: '42' }, byFbp],
  ])('not so: %s', async (_, browser, server) => {
    await hit(browser);
    await sendServer(server);

    expect(history()).toEqual(['browser counted', 'server counted']);
  });

  test('not matched: the server was first', async () => {
    await sendServer(byFbp);
    await hit({ eid: undefined });

    expect(history()).toEqual(['server counted', 'browser counted']);
  });

  test('not matched: two events of one source', async () => {
    await hit({ eid: undefined });
    await hit({ eid: undefined });

    expect(history()).toEqual(['browser counted', 'browser counted']);
  });

  test('not matched: after 48 hours', async () => {
    await hit({ eid: undefined });
    clock += 48 * HOUR + 1000;
    await sendServer(byFbp);

    expect(history()).toEqual(['browser counted', 'server counted']);
  });
});

describe('the library that browsers load', () => {
  test('is served at Meta’s path', async () => {
    const answer = await sandbox.fetch('https://connect.facebook.net/en_US/fbevents.js');

    expect(answer.headers.get('content-type')).toContain('text/javascript');
    expect(await answer.text()).toContain('trackSingleCustom');
    expect(sandbox.requests).toEqual([]);
  });

  test('is built from fbevents/; run `npm run browser-scripts` after a change', async () => {
    expect(await readFile(fbevents.file, 'utf8')).toBe(await fbevents.source());
  });
});
