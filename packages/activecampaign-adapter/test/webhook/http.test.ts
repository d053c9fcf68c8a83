import { request as startRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import {
  createCapiClient,
  createWebhookHandler,
  type EventOutcome,
  type EventSink,
  onlyOnce,
  type SendResult,
} from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { runs } from '../../../core/test/fuzz-runs.ts';
import { activeCampaignEventId } from '../../src/event-id.ts';
import { activeCampaignAdapter } from '../../src/webhook/adapter.ts';
import { startWebhookServer, type WebhookServer } from '../server.ts';
import { automated, isoAgo, secret, subscribed } from './posts.ts';

let server: WebhookServer;
beforeEach(async () => {
  server = await startWebhookServer();
});
afterEach(() => server.close());

const head = (...headers: readonly string[]): string =>
  [`POST /hooks/${secret} HTTP/1.1`, 'host: a', 'connection: close', ...headers, '', ''].join(
    '\r\n',
  );
const formType = 'content-type: application/x-www-form-urlencoded';

describe('over real HTTP', () => {
  test('both webhook formats are counted as one conversion', async () => {
    expect((await server.post(subscribed().body)).status).toBe(200);
    const { body } = automated();
    expect((await server.post(body, `/hooks/${secret}?list=3`)).status).toBe(200);
    expect(server.sandbox.events.map(({ verdict }) => verdict)).toEqual(['counted', 'duplicate']);
    expect(server.sandbox.counted[0]?.event).toMatchObject({
      event_name: 'Contact',
      event_id: 'ac_2a24fe17279d0ec770c4e37cfa0c5f8e',
      action_source: 'system_generated',
    });
  });

  test('a later automation with an outdated or a newer carried id is a copy for onlyOnce', async () => {
    const sandbox = createSandbox({ strict: true });
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'EAAmadeupmadeupmadeup',
      whenConsentUnknown: 'send',
      fetch: sandbox.fetch,
    });
    const sink = onlyOnce(capi, undefined, { scope: '1234567890' });
    const written = (eventId: string, minutesAgo: number): string =>
      `${eventId}.${Math.floor(Date.now() / 1000) - minutesAgo * 60}`;
    const both = await startWebhookServer({ sink, fields: { meta_event_id: 27 } });
    const path = `/hooks/${secret}?list=3`;
    // The subscription was two hours ago, and the automation posts now.
    const id = written('0f5c7d62-3a0e', 121);
    await both.post(subscribed({ date_time: isoAgo(7200), 'contact[fields][27]': id }).body);
    for (const tagged of [id, written('1a6d8e73-4b1f', 1)]) {
      await both.post(automated({ 'contact[fields][meta_event_id]': tagged }).body, path);
    }
    await both.close();
    expect(sandbox.events.map(({ eventId }) => eventId)).toEqual(['0f5c7d62-3a0e']);
  });

  test.each([
    ['list=3', '?list=9', '3'],
    ['list=0', '?list=9', '9'],
    ['an automation', '?list=9', '9'],
  ])('%s with %s in the URL is about list %s', async (shape, query, listId) => {
    const list = shape.replace('list=', '');
    const { body } = shape === 'an automation' ? automated() : subscribed({ list });
    await server.post(body, `/hooks/${secret}${query}`);
    const id = { account: 'example', contactId: 36, listId, eventName: 'Contact' };
    expect(server.sandbox.counted[0]?.eventId).toBe(activeCampaignEventId(id));
  });

  test('F-28 a post that arrives twice is counted once', async () => {
    const { body } = subscribed();
    await Promise.all([server.post(body), server.post(body)]);
    await server.post(body);
    expect(server.sandbox.counted).toHaveLength(1);
    expect(server.sandbox.events).toHaveLength(3);
  });

  test.each([
    ['GET', 405],
    ['HEAD', 405],
    ['PUT', 405],
    ['DELETE', 405],
    ['OPTIONS', 405],
  ])('X-18 %s is %i, without CORS headers', async (method, status) => {
    const response = await fetch(`${server.url}/hooks/${secret}`, {
      method,
      headers: { origin: 'https://attacker.example' },
    });
    expect(response.status).toBe(status);
    const names = [...response.headers.keys()];
    expect(names.filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(await response.text()).toBe('');
  });

  test.each([
    ['application/json', undefined],
    ['multipart/form-data; boundary=x', undefined],
    ['text/plain', undefined],
    ['', undefined],
    ['application/x-www-form-urlencoded; charset=iso-8859-1', undefined],
    ['application/x-www-form-urlencoded', 'gzip'],
    ['application/x-www-form-urlencodedx', undefined],
  ])('a body of %j (%s) is 415', async (type, encoding) => {
    const response = await fetch(`${server.url}/hooks/${secret}`, {
      method: 'POST',
      body: new TextEncoder().encode(subscribed().body),
      headers: {
        'content-type': type,
        ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      },
    });
    expect(response.status).toBe(415);
    expect(server.sandbox.events).toEqual([]);
  });

  test('F-30 an upload of 1 GB gets 413 before it is read', async () => {
    const start = performance.now();
    const answered = await server.raw(
      head(formType, 'content-length: 1073741824'),
      'a'.repeat(9000),
    );
    expect(answered).toMatch(/^HTTP\/1\.1 413 /);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('F-30 a body without a length gets 413 once it is too large', async () => {
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
    const answered = await server.raw(
      head(formType, 'transfer-encoding: chunked'),
      ...Array.from({ length: 8 }, () => chunk),
    );
    expect(answered).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('F-30 a gzip bomb is refused without decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const answered = await server.raw(
      head(formType, 'content-encoding: gzip', `content-length: ${bomb.length}`),
      bomb,
    );
    expect(answered).toMatch(/^HTTP\/1\.1 415 /);
  });

  test('F-30 an incomplete body creates no event', async () => {
    await new Promise<void>((resolve) => {
      const request = startRequest(`${server.url}/hooks/${secret}`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '5000' },
      });
      request.on('error', () => resolve());
      request.write(subscribed().body, () => request.destroy());
    });
    await vi.waitFor(() => {
      expect(server.reports).toMatchObject([
        { level: 'error', message: 'Incomplete body: the connection ended early.' },
      ]);
    });
    expect(server.sandbox.events).toEqual([]);
  });

  test('an empty body gets 200 and creates no event', async () => {
    expect((await server.post('')).status).toBe(200);
    expect(server.sandbox.events).toEqual([]);
    expect(server.reports).toEqual([]);
  });
});

test('F-31 a body that a framework has parsed gets 400, and the report contains the fix', async () => {
  const parsing = await startWebhookServer({ parsesBodies: true });
  const response = await parsing.post(subscribed().body);
  await parsing.close();
  expect(response.status).toBe(400);
  expect(await response.text()).toBe('');
  expect(parsing.reports).toMatchObject([
    { level: 'error', message: expect.stringContaining('mount it before body parsers') },
  ]);
  expect(JSON.stringify(parsing.reports)).not.toContain('aria');
});

describe('F-29 the secret proves the sender', () => {
  test.each<[string, string, Record<string, string>]>([
    ['in the path', `/hooks/${secret}`, {}],
    ['in the path, with a trailing slash', `/hooks/${secret}/`, {}],
    ['in a query parameter', `/hooks?secret=${secret}`, {}],
    ['in a query parameter, together with a list', `/hooks?list=3&secret=${secret}`, {}],
    ['as a password', '/hooks', { authorization: `Basic ${btoa(`anyone:${secret}`)}` }],
    ['as a password without a user', '/hooks', { authorization: `Basic ${btoa(`:${secret}`)}` }],
    ['in a header', '/hooks', { 'x-webhook-secret': secret }],
  ])('the secret is accepted %s', async (_, path, headers) => {
    const response = await fetch(`${server.url}${path}`, {
      method: 'POST',
      body: new URLSearchParams(subscribed().body),
      headers,
    });
    expect(response.status).toBe(200);
    expect(server.sandbox.counted).toHaveLength(1);
  });

  test('during a change, the old and the new secret are accepted', async () => {
    const [before, after] = ['the-secret-until-today-01', 'the-secret-from-today-on2'];
    const rotating = await startWebhookServer({ secret: [before, after, undefined] });
    for (const known of [before, after]) {
      expect((await rotating.post(subscribed().body, `/hooks/${known}`)).status).toBe(200);
    }
    expect((await rotating.post(subscribed().body, `/hooks/${secret}`)).status).toBe(404);
    await rotating.close();
  });

  test('a request without the secret gets 404 and an empty body', async () => {
    const oddPaths = ['/', '//', `/${secret}/x`, `/hooks?${secret}`, '/hooks/%00', '/%E0%A4%A'];
    for (const path of oddPaths) {
      expect((await server.post(subscribed().body, path)).status).toBe(404);
    }
    const path = fc.oneof(
      fc.string({ maxLength: 80 }).map((text) => `/hooks/${encodeURIComponent(text)}`),
      fc.integer({ min: 0, max: secret.length - 1 }).map((at) => `/hooks/${changed(at)}`),
    );
    const header = fc.string({ maxLength: 60 }).map((text) => btoa(text));
    await fc.assert(
      fc.asyncProperty(
        path,
        fc.constantFrom('POST', 'GET'),
        header,
        async (where, method, value) => {
          const headers = { authorization: `Basic ${value}`, 'x-webhook-secret': value };
          const response = await server.handle(
            subscribed().request({ path: where, method, headers }),
          );
          expect(response.status).toBe(404);
          expect(await response.text()).toBe('');
        },
      ),
      { numRuns: runs(200) },
    );
    expect(server.sandbox.requests).toEqual([]);
  });

  function changed(at: number): string {
    const other = secret[at] === 'x' ? 'y' : 'x';
    return secret.slice(0, at) + other + secret.slice(at + 1);
  }

  test.each([
    ['account', { account: undefined }],
    ['account', { account: 'not an account' }],
    ['secret', { secret: undefined }],
    ['secret', { secret: '' }],
    ['secret', { secret: [] }],
    ['secret', { secret: 'short' }],
    ['secret', { secret: 'with a space in its middle' }],
    ['secret', { secret: [secret, 'short'] }],
    ['eventName', { eventName: '' }],
    ['eventName', { eventName: { 3: ' ' } }],
    ['eventName', { eventName: { news: 'Lead' } }],
    ['eventName', { eventName: null }],
    ['forms', { forms: { 5: '' } }],
    ['forms', { forms: { 5: undefined } }],
    ['forms', { forms: { contact: 'Lead' } }],
    ['forms', { forms: 'Lead' }],
    ['forms', { forms: ['Lead'] }],
    ['tags', { tags: { trial: '' } }],
    ['tags', { tags: { ' ': 'StartTrial' } }],
    ['tags', { tags: null }],
    ['wonDeals', { wonDeals: {} }],
    ['wonDeals', { wonDeals: true }],
    ['wonDeals', { wonDeals: { valueIn: 'cents' } }],
    ['wonDeals', { wonDeals: { valueIn: 'units', eventName: '' } }],
    ['initiatedFrom', { initiatedFrom: 'public' }],
    ['initiatedFrom', { initiatedFrom: ['Public'] }],
    ['carriedForMs', { carriedForMs: Number.NaN }],
    ['carriedForMs', { carriedForMs: -1 }],
  ] as [string, object][])(
    'without a valid %s (%j) every request is refused, and the report names the option',
    async (name, change) => {
      const broken = await startWebhookServer(change);
      const response = await broken.post(subscribed().body);
      expect(broken.sandbox.requests).toEqual([]);
      await broken.close();
      expect(response.status).toBe(404);
      expect(broken.reports).toMatchObject([
        { level: 'error', message: expect.stringMatching(new RegExp(`^${name}: `)) },
      ]);
    },
  );
});

describe('a refused request is reported', () => {
  test.each([
    ['/'],
    ['/hooks'],
    ['/wp-login.php'],
    ['/hooks/guess'],
    ['/hooks?secret='],
    ['/hooks?secret=short'],
  ])('as info if it contains no text in the form of a secret: %s', async (path) => {
    expect((await server.post(subscribed().body, path)).status).toBe(404);
    expect(server.reports).toMatchObject([
      { level: 'info', message: 'The request contains no secret.' },
    ]);
  });

  test.each([
    [`/hooks/${secret}2`],
    [`/hooks/${secret.slice(1)}`],
    [`/hooks?secret=${secret.toUpperCase()}`],
  ])('as an error if its secret is wrong: %s', async (path) => {
    expect((await server.post(subscribed().body, path)).status).toBe(404);
    expect(server.reports).toMatchObject([
      { level: 'error', message: expect.stringMatching(/^The secret in the request is wrong\./) },
    ]);
  });

  test('as an error even after guesses at the URL', async () => {
    await server.post(subscribed().body, '/hooks/guess');
    await server.post(subscribed().body, `/hooks/${secret}2`);
    expect(server.reports.map(({ level }) => level)).toEqual(['info', 'error']);
  });
});

describe('F-27 in any case', () => {
  const outcomes = fc.constantFrom<EventOutcome['outcome']>(
    'delivered',
    'queued',
    'skipped',
    'rejected',
    'notSent',
    'ambiguous',
  );
  const categories = fc.constantFrom('access', 'payload', 'unavailable', 'throttled');

  test('the status does not disable the webhook', async () => {
    const body = fc.oneof(
      fc.constantFrom(subscribed().body, automated({}, '').body, ''),
      fc.string({ unit: 'binary', maxLength: 200 }),
    );
    let answered: SendResult;
    const sink: EventSink = { sendEvents: () => Promise.resolve(answered) };
    const faulty = await startWebhookServer({ sink });
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(
        body,
        outcomes,
        categories,
        fc.boolean(),
        async (given, outcome, category, retryable) => {
          const error = { status: 400, category, retryable, ambiguous: false, message: 'm' };
          answered = {
            ok: false,
            skipped: false,
            status: 400,
            error,
            outcomes: [{ eventName: 'Contact', eventId: 'ac_1', outcome, error }],
            warnings: [],
          } as SendResult;
          const response = await faulty.post(given);
          seen.add(response.status);
          expect([200, 400, 404, 405, 413, 415]).toContain(response.status);
          expect(response.headers.get('retry-after')).toBeNull();
        },
      ),
      { numRuns: runs(150) },
    );
    await faulty.close();
    expect(seen.has(200)).toBe(true);
  });

  test('a lost event is reported with its id, because ActiveCampaign does not post it again', async () => {
    const error = {
      status: 503,
      category: 'unavailable',
      retryable: true,
      ambiguous: false,
      message: 'Meta is down.',
    } as const;
    const sink: EventSink = {
      sendEvents: (events) => {
        const lost = events.map(
          ({ eventName, eventId }) => ({ eventName, eventId, outcome: 'notSent', error }) as const,
        );
        return Promise.resolve({
          ok: false,
          skipped: false,
          status: 503,
          error,
          outcomes: lost,
          warnings: [],
        });
      },
    };
    const faulty = await startWebhookServer({ sink });
    expect((await faulty.post(subscribed().body)).status).toBe(200);
    await faulty.close();
    expect(faulty.reports).toMatchObject([
      {
        level: 'error',
        source: 'activecampaign',
        message: 'Meta is down.',
        outcomes: [{ eventId: 'ac_2a24fe17279d0ec770c4e37cfa0c5f8e', outcome: 'notSent' }],
      },
    ]);
  });
});

test('X-17 reports and log lines contain neither the secret nor personal data', async () => {
  const written: unknown[] = [];
  const spies = (['error', 'warn', 'log', 'info', 'debug'] as const).map((level) =>
    vi.spyOn(console, level).mockImplementation((...values) => written.push(values)),
  );
  await server.post(subscribed().body);
  await server.post(subscribed({ date_time: 'canary-maria@example.com' }).body);
  await server.post('contact[email]=a@example.com&contact[email]=canary-b@example.com');
  await server.post(automated({}, '').body);
  await server.post(subscribed().body, `/hooks/${secret}-`);
  await server.post(subscribed().body, `/hooks?secret=${secret}-`);
  await server.post(subscribed({ list: '0' }).body, `/hooks?secret=${secret}`);
  await server.post(subscribed({ date_time: 'canary' }).body, `/hooks?secret=${secret}`);
  await fetch(`${server.url}/hooks/${secret}`);
  for (const spy of spies) spy.mockRestore();
  // The two requests with a wrong secret create one report.
  expect(server.reports).toHaveLength(8);
  const told = JSON.stringify([written, server.reports]).toLowerCase();
  for (const canary of [
    secret,
    'canary',
    'maria',
    'nikolaidou',
    'example.com',
    '123 4567',
    '8.8.8.8',
  ]) {
    expect(told).not.toContain(canary);
  }
});

describe('a subscribe that is ignored', () => {
  test('is reported as info with the reason, and gets 200', async () => {
    const bodies = [{ list: '0' }, { initiated_from: 'admin' }].map((one) => subscribed(one).body);
    for (const body of bodies) expect((await server.post(body)).status).toBe(200);
    expect(server.sandbox.events).toEqual([]);
    expect(server.reports).toMatchObject([
      { level: 'info', warnings: [{ code: 'ignored_list_0', path: 'list' }] },
      { level: 'info', warnings: [{ code: 'ignored_origin', path: 'initiated_from' }] },
    ]);
  });

  test('is written to the console once', async () => {
    const written: string[] = [];
    const spy = vi.spyOn(console, 'error').mockImplementation((line) => void written.push(line));
    const adapter = activeCampaignAdapter({ account: 'example', secret, eventName: { 9: 'Lead' } });
    const handle = createWebhookHandler(adapter, { sendEvents: () => Promise.reject(new Error()) });
    for (const id of ['36', '37', '38']) {
      expect((await handle(subscribed({ 'contact[id]': id }).request())).status).toBe(200);
    }
    spy.mockRestore();
    expect(written).toHaveLength(1);
    expect(JSON.parse(written[0] ?? '')).toMatchObject({
      level: 'warning',
      source: 'activecampaign',
      code: 'ignored_list',
      message: expect.stringContaining('eventName'),
    });
  });
});

test('no tag, note, organisation, IP address or custom field is ever sent', async () => {
  await server.post(subscribed({ note: 'canary-note', tag: 'canary-tag' }).body);
  await server.post(automated({ note: 'canary-note' }).body, `/hooks/${secret}?list=4`);
  expect(server.sandbox.counted).toHaveLength(2);
  const sent = JSON.stringify(server.sandbox.requests).toLowerCase();
  for (const canary of ['canary', 'maria', 'nikolaidou', '2101234567', '210 123', '8.8.8.8']) {
    expect(sent).not.toContain(canary);
  }
  expect(Object.keys(server.sandbox.counted[0]?.event ?? {}).sort()).toEqual([
    'action_source',
    'event_id',
    'event_name',
    'event_time',
    'user_data',
  ]);
});
