import { createSandbox, type Sandbox } from '@meta-capi/sandbox';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createCapiClient } from '../../src/client/client.ts';
import { summarize } from '../../src/event/result.ts';
import type { RelayHandlerOptions } from '../../src/relay/options.ts';
import { createRelayHandler } from '../../src/relay/relay.ts';
import type { Report } from '../../src/report/reporter.ts';
import { notePeer } from '../../src/visitor/peer-address.ts';
import { runs } from '../fuzz-runs.ts';

const origin = 'https://shop.example.com';
const lead = { eventName: 'Lead', eventId: 'lead-1', customData: { content_name: 'Newsletter' } };

interface Relay {
  sandbox: Sandbox;
  reports: Report[];
  post: (body?: unknown, headers?: Record<string, string | undefined>) => Promise<number>;
}

type Given = { [Key in keyof RelayHandlerOptions]?: RelayHandlerOptions[Key] | undefined };

function relay(options: Given = {}): Relay {
  const sandbox = createSandbox();
  const reports: Report[] = [];
  const client = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeUpToken0123456789',
    whenConsentUnknown: 'send',
    fetch: sandbox.fetch,
  });
  const handler = createRelayHandler(client, {
    allow: ['Lead', 'QuizDone'],
    origins: [origin],
    reporter: (report) => reports.push(report),
    ...(options as Partial<RelayHandlerOptions>),
  });
  return {
    sandbox,
    reports,
    async post(body = lead, headers = {}) {
      const all = {
        origin,
        referer: `${origin}/join?utm_source=mail`,
        'sec-fetch-site': 'same-origin',
        'content-type': 'text/plain;charset=UTF-8',
        'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36',
        cookie: '_fbp=fb.1.1795000000000.1098115397',
        ...(options.trustProxy === undefined ? {} : { 'x-forwarded-for': '8.8.4.4' }),
        ...headers,
      };
      const given = Object.entries(all).filter((entry): entry is [string, string] => !!entry[1]);
      const response = await handler(
        new Request(`${origin}/api/meta`, {
          method: 'POST',
          headers: given,
          body: typeof body === 'string' ? body : JSON.stringify(body),
        }),
      );
      expect(await response.text()).toBe('');
      return response.status;
    },
  };
}

describe('a page’s own post', () => {
  test('goes out with what the request and the server know', async () => {
    const { sandbox, post } = relay({
      trustProxy: 1,
      identify: () => Promise.resolve({ externalId: 'customer-7' }),
    });

    expect(await post()).toBe(204);

    const [received] = sandbox.counted;
    expect(received).toMatchObject({ eventName: 'Lead', eventId: 'lead-1', findings: [] });
    expect(received?.event).toMatchObject({
      action_source: 'website',
      event_source_url: `${origin}/join?utm_source=mail`,
      custom_data: { content_name: 'Newsletter' },
      user_data: {
        client_ip_address: '8.8.4.4',
        fbp: 'fb.1.1795000000000.1098115397',
        external_id: [expect.stringMatching(/^[\da-f]{64}$/)],
      },
    });
  });

  test('goes out without an identity where identify throws, rejects or hangs', async () => {
    vi.useFakeTimers();
    const never = new Promise<never>(() => undefined);
    const rejects = (): Promise<never> => Promise.reject(new Error('secret-session-7'));
    const throws = (): never => {
      throw new Error('secret-session-7');
    };
    for (const identify of [throws, rejects, () => never]) {
      const { sandbox, post, reports } = relay({ identify });
      const answered = post();
      await vi.advanceTimersByTimeAsync(2000);
      expect(await answered).toBe(204);
      expect(sandbox.counted).toHaveLength(1);
      expect(JSON.stringify(reports)).not.toContain('secret-session-7');
    }
    vi.useRealTimers();
  });

  test('sends nothing of a visitor who denied, and asks nobody who that is', async () => {
    const identify = vi.fn<() => { email: string }>(() => ({ email: 'test@example.com' }));
    const { sandbox, post } = relay({ identify });

    expect(await post(lead, { cookie: 'meta_consent=denied' })).toBe(204);
    expect(await post(lead, { cookie: 'meta_consent=denied' })).toBe(204);

    expect(sandbox.requests).toEqual([]);
    expect(identify).not.toHaveBeenCalled();
  });
});

describe('a page without a referrer, whose Origin Firefox writes as null', () => {
  const hidden = { origin: 'null', referer: undefined };

  test('goes out from the route’s own origin, without a page', async () => {
    const { sandbox, post } = relay();
    expect(await post(lead, hidden)).toBe(204);
    expect(sandbox.counted[0]?.event).not.toHaveProperty('event_source_url');
  });

  test.each<[string, number, Record<string, string>, Given?]>([
    ['from the next host', 403, { 'sec-fetch-site': 'same-site' }],
    ['from a host that is none of origins', 403, { host: 'tenant.example.com' }],
    ['through a proxy that writes its own Host', 403, { host: '10.0.0.7:3000' }],
    [
      'through a trusted proxy that says which host was asked for',
      204,
      { host: '10.0.0.7:3000', 'x-forwarded-host': 'shop.example.com' },
      { trustProxy: 1 },
    ],
    [
      'with a host that nobody trusted wrote',
      403,
      { host: 'tenant.example.com', 'x-forwarded-host': 'shop.example.com' },
    ],
  ])('%s is answered %i', async (_, status, headers, options) => {
    expect(await relay(options).post(lead, { ...hidden, ...headers })).toBe(status);
  });
});

describe('F-04 a forged post', () => {
  test.each<[string, number, unknown, Record<string, string | undefined>?]>([
    ['from another site', 403, lead, { origin: 'https://evil.example' }],
    [
      'from a sandboxed frame',
      403,
      lead,
      { origin: 'null', 'sec-fetch-site': 'cross-site', referer: undefined },
    ],
    ['from no page at all', 403, lead, { origin: undefined }],
    ['from a look-alike origin', 403, lead, { origin: `${origin}.evil.example` }],
    ['from the same host without https', 403, lead, { origin: 'http://shop.example.com' }],
    ['a name that is not allowed', 403, { ...lead, eventName: 'Purchase' }],
    ['a name that every object has', 403, { ...lead, eventName: 'constructor' }],
    ['somebody else’s e-mail', 400, { ...lead, userData: { email: 'test@example.com' } }],
    ['somebody else’s address', 400, { ...lead, visitor: { clientIpAddress: '8.8.8.8' } }],
    ['another time', 400, { ...lead, eventTime: 1 }],
    ['a key called __proto__', 400, '{"eventName":"Lead","eventId":"1","__proto__":{"a":1}}'],
    ['no id', 400, { eventName: 'Lead' }],
    ['a blank id', 400, { ...lead, eventId: '  ' }],
    ['a long id', 400, { ...lead, eventId: 'x'.repeat(101) }],
    ['an id of two lines', 400, { ...lead, eventId: 'a\nb' }],
    ['a list for a name', 400, { ...lead, eventName: ['Lead'] }],
    ['a list for customData', 400, { ...lead, customData: [1] }],
    ['text for customData', 400, { ...lead, customData: 'a' }],
    ['a list', 400, [lead]],
    ['null', 400, 'null'],
    ['no JSON', 400, '{"eventName":'],
    ['nothing', 400, ''],
    ['a form', 415, 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['no content type', 415, lead, { 'content-type': 'x' }],
    ['17 KiB', 413, { ...lead, customData: { note: 'x'.repeat(17 * 1024) } }],
  ])('%s is answered %i', async (_, status, body, headers) => {
    const { sandbox, post, reports } = relay();

    expect(await post(body, headers)).toBe(status);

    expect(sandbox.requests).toEqual([]);
    expect(reports).toMatchObject([{ level: 'error', source: 'relay' }]);
    expect(JSON.stringify(reports)).not.toMatch(/test@|8\.8\.8\.8/);
  });

  test.each<[string, string | undefined, string]>([
    ['another site', 'https://evil.example', 'https://evil.example'],
    ['a slash too many', `${origin}/`, 'not an origin'],
    ['a sandboxed frame', 'null', 'null'],
    ['no browser', undefined, 'missing'],
    ['a forger’s text', 'ann@example.com', 'not an origin'],
    ['an endless host', `https://${'a'.repeat(300)}`, `https://${'a'.repeat(92)}`],
  ])('the report says which origin came: %s', async (_, given, said) => {
    const { post, reports } = relay();
    expect(await post(lead, { origin: given, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(reports[0]?.message).toBe(`The Origin header is not in \`origins\`. It is: ${said}.`);
  });

  test('the report of an amount that is missing says who took it out', async () => {
    const purchase = { ...lead, eventName: 'Purchase', customData: { value: 5, currency: 'EUR' } };
    const wary = relay({ allow: ['Purchase'] });
    expect(await wary.post(purchase)).toBe(204);
    expect(wary.reports[0]?.warnings.map(({ message }) => message)).toEqual([
      'customData.value is required: Meta rejects a Purchase without it. The relay removes it unless trustValue is set.',
    ]);
    const trusting = relay({ allow: ['Purchase'], trustValue: true });
    await trusting.post({ ...purchase, customData: { currency: 'EUR' } });
    expect(trusting.reports[0]?.warnings.map(({ message }) => message)).toEqual([
      'customData.value is required: Meta rejects a Purchase without it.',
    ]);
  });

  test('an e-mail address in customData is not sent, and the report names the field', async () => {
    const { sandbox, post, reports } = relay();
    expect(await post({ ...lead, customData: { content_name: 'ann@example.com' } })).toBe(204);
    expect(sandbox.requests).toHaveLength(1);
    expect(JSON.stringify(sandbox.requests)).not.toContain('ann');
    expect(reports).toMatchObject([{ warnings: [{ path: 'customData.content_name' }] }]);
  });

  test('by GET is answered 405 and says what is allowed', async () => {
    const handler = createRelayHandler(
      { sendEvents: () => Promise.reject(new Error('never')) },
      { allow: ['Lead'], origins: [origin], reporter: () => undefined },
    );

    const response = await handler(new Request(origin, { headers: { origin } }));

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('takes no amount from a page, save where the caller trusts it', async () => {
    const amounts = { value: 1e9, predicted_ltv: 1e9, net_revenue: 1e9, price: 1e9 };
    const contents = [{ id: 'sku-1', quantity: 1, item_price: 1e9, price: 1e9, value: 1e9 }];
    const customData = { ...amounts, contents, currency: 'EUR' };

    const wary = relay();
    await wary.post({ ...lead, customData });
    const trusting = relay({ trustValue: true });
    await trusting.post({ ...lead, customData });

    expect(wary.sandbox.counted[0]?.event['custom_data']).toEqual({
      contents: [{ id: 'sku-1', quantity: 1 }],
      currency: 'EUR',
    });
    expect(trusting.sandbox.counted[0]?.event['custom_data']).toEqual(customData);
  });

  test.each([
    ['text', '[{"id":"sku-1","item_price":1000000000}]'],
    ['one object', { id: 'sku-1', item_price: 1e9 }],
    ['a list in a list', [[{ id: 'sku-1', item_price: 1e9 }]]],
  ])('hides no amount in contents that are %s', async (_, contents) => {
    const { sandbox, post } = relay();
    await post({ ...lead, customData: { contents, content_name: 'Newsletter' } });
    expect(sandbox.counted[0]?.event['custom_data']).toMatchObject({ content_name: 'Newsletter' });
    expect(JSON.stringify(sandbox.counted[0]?.event)).not.toContain('1000000000');
  });

  test('sent again and again goes out once', async () => {
    const { sandbox, post } = relay();

    const statuses = await Promise.all([post(), post(), post()]);

    expect([...statuses, await post()]).toEqual([204, 204, 204, 204]);
    expect(sandbox.events).toHaveLength(1);
  });
});

test('F-04 whatever is posted, nothing but an allowed name, an id and harmless data gets through', async () => {
  const { sandbox, post } = relay({ perMinute: Number.POSITIVE_INFINITY });
  const key = fc.constantFrom(
    'value',
    'contents',
    'item_price',
    'price',
    'em',
    'email',
    'user_data',
    'note',
  );
  const prices = fc.record(
    {
      id: fc.constant('sku-1'),
      quantity: fc.constant(1),
      item_price: fc.double(),
      price: fc.double(),
      value: fc.nat(),
    },
    { requiredKeys: ['id'] },
  );
  const data = fc.dictionary(key, fc.oneof(fc.jsonValue(), prices, fc.array(prices)));
  const often = <Value>(likely: fc.Arbitrary<Value>): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 6, arbitrary: likely }, fc.jsonValue());
  const event = fc.record({
    eventName: often(fc.constantFrom('Lead', 'QuizDone')),
    eventId: often(fc.uuid()),
    customData: often(data),
  });
  const forged = {
    userData: { email: 'test@example.com' },
    visitor: { clientIpAddress: '8.8.8.8' },
  };
  const body = fc.oneof(
    { weight: 6, arbitrary: event.map((one) => JSON.stringify(one)) },
    event.map((one) => JSON.stringify({ ...one, ...forged })),
    fc.json(),
    fc.string({ unit: 'binary' }),
  );
  let taken = 0;

  await fc.assert(
    fc.asyncProperty(body, async (text) => {
      sandbox.clear();
      const status = await post(text);

      expect([204, 400, 403]).toContain(status);
      expect(sandbox.requests.length).toBeLessThanOrEqual(status === 204 ? 1 : 0);
      taken += sandbox.events.length;
      for (const { event: sent } of sandbox.events) {
        expect(['Lead', 'QuizDone']).toContain(sent['event_name']);
        expect(Object.keys(Object(sent['user_data'])).toSorted()).toEqual([
          'client_user_agent',
          'fbp',
        ]);
        const custom = (sent['custom_data'] ?? {}) as { contents?: unknown };
        for (const part of [custom, custom.contents].flat()) {
          for (const amount of ['value', 'item_price', 'price']) {
            expect(Object(part)).not.toHaveProperty(amount);
          }
        }
      }
    }),
    { numRuns: runs(300) },
  );
  // Some of it does go out, or nothing above would be proved.
  expect(taken).toBeGreaterThan(5);
});

describe('the consent of a post', () => {
  const gpc = { 'sec-gpc': '1' };
  test.each<[string, string | undefined, unknown, object, Given['consent'], string]>([
    ['nothing', undefined, undefined, {}, undefined, 'Delivered.'],
    ['granted by the page, on another site', undefined, 'granted', {}, undefined, 'Delivered.'],
    [
      'denied by the page, on another site',
      undefined,
      'denied',
      {},
      undefined,
      'Skipped: consent_denied.',
    ],
    [
      'denied by the page, granted by the cookie',
      'granted',
      'denied',
      {},
      undefined,
      'Skipped: consent_denied.',
    ],
    [
      'granted by the page, denied by the cookie',
      'denied',
      'granted',
      {},
      undefined,
      'Skipped: consent_denied.',
    ],
    [
      'unknown to the page, granted by the cookie',
      'granted',
      'unknown',
      {},
      undefined,
      'Delivered.',
    ],
    [
      'unknown to the page, denied by the cookie',
      'denied',
      'unknown',
      {},
      undefined,
      'Skipped: consent_denied.',
    ],
    [
      'granted by the page, with GPC',
      undefined,
      'granted',
      gpc,
      undefined,
      'Skipped: consent_limited_outside_us.',
    ],
    [
      'unknown to the page, with GPC',
      undefined,
      'unknown',
      gpc,
      undefined,
      'Skipped: consent_denied.',
    ],
    [
      'granted by the page, denied by the tool',
      undefined,
      'granted',
      {},
      () => 'denied',
      'Skipped: consent_denied.',
    ],
    [
      'denied by the page, granted by the tool',
      undefined,
      'denied',
      {},
      () => 'granted',
      'Skipped: consent_denied.',
    ],
    ['unreadable', undefined, 'yes', {}, undefined, 'Skipped: consent_unreadable.'],
    ['no text', 'granted', { a: 1 }, {}, undefined, 'Skipped: consent_unreadable.'],
  ])('%s', async (_, cookie, consent, headers, tool, expected) => {
    const { sandbox, post, reports } = relay({ consent: tool });
    const cookies = `_fbp=fb.1.1795000000000.1098115397${cookie ? `; meta_consent=${cookie}` : ''}`;

    expect(await post({ ...lead, consent }, { ...headers, cookie: cookies })).toBe(204);

    expect(sandbox.counted).toHaveLength(expected === 'Delivered.' ? 1 : 0);
    expect(reports[0]?.message).toBe(expected);
  });

  test('names the page as the carrier of an unreadable answer', async () => {
    const { post, reports } = relay();
    await post({ ...lead, consent: 'I agree' });
    expect(reports[0]?.warnings[0]?.message).toContain('(relayed consent) is unreadable');
    expect(JSON.stringify(reports)).not.toContain('I agree');
  });

  test('of a denial by the page nobody is asked who that is', async () => {
    const identify = vi.fn<() => { email: string }>(() => ({ email: 'test@example.com' }));
    await relay({ identify }).post({ ...lead, consent: 'denied' });
    expect(identify).not.toHaveBeenCalled();
  });
});

describe('a flood', () => {
  const direct = (address: string | undefined, headers: Record<string, string> = {}): Request => {
    const request = new Request(`${origin}/api/meta`, {
      method: 'POST',
      headers: { origin, 'content-type': 'text/plain', ...headers },
      body: JSON.stringify({ ...lead, eventId: headers['x-forwarded-for'] ?? 'a' }),
    });
    if (address !== undefined) notePeer(request, address);
    return request;
  };
  const flood = async (options: Given, make: (n: number) => Request): Promise<number[]> => {
    const handler = createRelayHandler(
      { sendEvents: () => Promise.resolve(summarize([], [], 0)) },
      { allow: ['Lead'], origins: [origin], reporter: () => undefined, ...(options as object) },
    );
    const statuses: number[] = [];
    for (let n = 0; n < 100; n += 1) statuses.push((await handler(make(n))).status);
    return statuses;
  };
  const forged = (n: number): Record<string, string> => ({
    'x-forwarded-for': `8.8.${n}.1`,
    'user-agent': `forger ${n}`,
    cookie: `_fbp=fb.1.1795000000000.${n}`,
  });

  test.each<[string, Given, string, boolean]>([
    ['on a direct connection', {}, '1.2.3.4', true],
    ['on a direct connection past the proxy', { trustProxy: 1 }, '1.2.3.4', false],
    ['in a private network', {}, '10.0.0.9', false],
    ['from the gateway of a container', {}, '172.17.0.1', true],
    ['from a proxy that trustProxy does not count', {}, '::1', true],
  ])('%s gets 30 posts, whatever its headers hold', async (_, options, peer, hasForwarded) => {
    const statuses = await flood(options, (n) => {
      const { 'x-forwarded-for': forwarded = '', ...others } = forged(n);
      return direct(peer, hasForwarded ? { ...others, 'x-forwarded-for': forwarded } : others);
    });
    expect(statuses.filter((status) => status === 204)).toHaveLength(30);
    expect(statuses.filter((status) => status === 429)).toHaveLength(70);
  });

  const refused = { cookie: 'meta_consent=denied' };

  test.each([undefined, '172.17.0.1', '1.2.3.4'])(
    'of visitors who refused, from %s, is limited too',
    async (peer) => {
      const statuses = await flood({}, (n) => direct(peer, { ...forged(n), ...refused }));
      expect(statuses.filter((status) => status === 204)).toHaveLength(30);
    },
  );

  test('without any address is limited to ten visitors’ posts', async () => {
    const statuses = await flood({ perMinute: 5 }, (n) => direct(undefined, forged(n)));
    expect(statuses.filter((status) => status === 204)).toHaveLength(50);
  });

  test('without any address, of visitors who refused, does not use up the posts of the others', async () => {
    const statuses = await flood({ perMinute: 2 }, (n) =>
      direct(undefined, n < 90 ? { ...forged(n), ...refused } : forged(n)),
    );
    expect(statuses.slice(90)).toEqual(Array(10).fill(204));
  });

  test.each<[string, Given, string | undefined, boolean]>([
    ['a proxy forwards', {}, '10.0.0.9', true],
    ['the route gets no address', {}, undefined, true],
    ['trustProxy counts the proxy', { trustProxy: 1 }, '10.0.0.9', false],
    ['the connection is the visitor’s', {}, '1.2.3.4', false],
  ])('where %s, a missing trustProxy is reported accordingly', async (_, options, peer, isSaid) => {
    const reports: Report[] = [];
    await flood({ ...options, reporter: (report) => reports.push(report) }, (n) =>
      direct(peer, forged(n)),
    );
    const said = reports.filter(({ message }) => message.startsWith('trustProxy is not set'));
    expect(said).toHaveLength(isSaid ? 1 : 0);
  });

  test('of refused posts, or from a foreign origin, counts too', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { 'content-type': 'x' }]) {
      const statuses = await flood({}, () => direct('1.2.3.4', headers as never));
      expect(statuses.filter((status) => status === 429)).toHaveLength(70);
    }
  });

  test('is reported as totals, never as one message each', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { post, reports } = relay({ perMinute: 1000 });
    for (let n = 0; n < 200; n += 1) {
      await post(lead, { origin: `https://evil-${n}.example` });
    }
    expect(reports.map(({ message }) => message)).toEqual([
      'The Origin header is not in `origins`. It is: https://evil-0.example.',
    ]);
    vi.advanceTimersByTime(61_000);
    await post();
    vi.useRealTimers();
    expect(reports[1]?.message).toBe('The Origin header is not in `origins`. 199 more in 61 s.');
  });

  test('a wall clock that is set back keeps nobody out', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    const { post } = relay({ perMinute: 1, trustProxy: 1 });
    expect(await post(lead)).toBe(204);
    vi.setSystemTime(Date.now() - 3_600_000);
    vi.advanceTimersByTime(60_000);
    expect(await post({ ...lead, eventId: '2' })).toBe(204);
    vi.useRealTimers();
  });
});

test.each(['1', true, -1, 1.5, Number.NaN])(
  'a trustProxy of %j is reported at once',
  (trustProxy) => {
    const { reports } = relay({ trustProxy: trustProxy as never });
    expect(reports).toMatchObject([
      { level: 'error', message: expect.stringContaining('trustProxy must be the number') },
    ]);
  },
);

test('given Node’s objects, it answers 500 through them and names the fix', async () => {
  const reports: Report[] = [];
  const handler = createRelayHandler(
    { sendEvents: () => Promise.reject(new Error('never')) },
    { allow: ['Lead'], origins: [origin], reporter: (report) => reports.push(report) },
  );
  const written: unknown[] = [];
  const res = { writeHead: (status: number) => written.push(status), end: () => undefined };
  const mount = handler as unknown as (req: unknown, response: unknown) => Promise<Response>;
  expect((await mount({ headers: { cookie: 'a=b' } }, res)).status).toBe(500);
  expect(written).toEqual([500]);
  expect(reports).toMatchObject([{ message: expect.stringContaining('toNodeHandler') }]);
});

describe('the cap', () => {
  test('holds each visitor, for a minute', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    const { sandbox, post } = relay({ perMinute: 2, trustProxy: 1 });
    const from = (address: string, eventId: string): Promise<number> =>
      post({ ...lead, eventId }, { 'x-forwarded-for': address });

    const first = [await from('8.8.4.4', '1'), await from('8.8.4.4', '2')];
    const third = await from('8.8.4.4', '3');
    const other = await from('8.8.4.5', '4');
    vi.advanceTimersByTime(60_000);
    const later = await from('8.8.4.4', '5');
    vi.useRealTimers();

    expect([...first, third, other, later]).toEqual([204, 204, 429, 204, 204]);
    expect(sandbox.events.map(({ eventId }) => eventId)).toEqual(['1', '2', '4', '5']);
  });

  test('counts a household’s IPv6 network, and a forwarded address that a proxy wrote only', async () => {
    const { post } = relay({ perMinute: 1, trustProxy: 1 });
    const from = (address: string): Promise<number> =>
      post({ ...lead, eventId: address }, { 'x-forwarded-for': address });

    expect(await from('2606:4700:0:1::1')).toBe(204);
    expect(await from('2606:4700:0:1:ffff::2')).toBe(429);
    expect(await from('2606:4700:0:2::1')).toBe(204);
    expect(await from('9.9.9.9, 8.8.4.4')).toBe(204);
    expect(await from('9.9.9.8, 8.8.4.4')).toBe(429);
  });
});

test.each([
  ['origins', { origins: [`${origin}/`] }],
  ['origins: is missing', { origins: undefined }],
  ['origins: must be a list', { origins: [] }],
  ['origins: must be a list', { origins: origin as never }],
  ['allow', { allow: [] }],
  ['allow', { allow: 'Lead' as never }],
])('says at once that %s cannot work, and takes nothing', async (field, options) => {
  const { post, reports } = relay(options);

  expect(reports).toMatchObject([{ level: 'error', message: expect.stringContaining(field) }]);
  expect(await post()).toBe(403);
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['text', 'Lead'],
])('made with %s for options it does not throw, and says what is missing', async (_, options) => {
  const error = vi.spyOn(console, 'error').mockReturnValue();
  const handler = createRelayHandler(
    { sendEvents: () => Promise.reject(new Error('never')) },
    options as never,
  );
  const said = JSON.stringify(error.mock.calls);
  error.mockRestore();
  expect(said).toContain('allow: name the events');
  expect(said).toContain('origins: is missing');
  const headers = { origin, 'content-type': 'application/json' };
  const post = new Request(`${origin}/api/meta`, { method: 'POST', headers, body: '{}' });
  expect((await handler(post)).status).toBe(403);
});

test.each<[string, unknown, string]>([
  [
    'a field too many',
    { ...lead, userData: {} },
    'the field userData is not allowed; only eventName, eventId, customData and consent are.',
  ],
  [
    'an odd field',
    { ...lead, 'ann@example.com': 1 },
    'the field (odd key) is not allowed; only eventName, eventId, customData and consent are.',
  ],
])('%s is named in the report', async (_, body, message) => {
  const { post, reports } = relay();
  expect(await post(body)).toBe(400);
  expect(reports[0]?.message).toBe(`A page posted a malformed event: ${message}`);
});

test.each<[string, string]>([
  ['Foo', 'Foo'],
  ['Add to cart', 'Add to cart'],
  ['ann@example.com', '(not shown)'],
  ['call +1 212 555 0100', '(not shown)'],
  ['<script>', '(not shown)'],
])('an event name that is not in allow is named: %s', async (eventName, said) => {
  const { post, reports } = relay();
  expect(await post({ ...lead, eventName })).toBe(403);
  expect(reports[0]?.message).toBe(`The event name ${said} is not in \`allow\`.`);
});

test('invented names and fields are one kind each, and reported as totals', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const { post, reports } = relay({ perMinute: 1000 });
  for (let n = 0; n < 50; n += 1) {
    await post({ ...lead, eventName: `Foo${n}` });
    await post({ ...lead, [`field${n}`]: 1 });
  }
  expect(reports).toHaveLength(2);
  vi.advanceTimersByTime(61_000);
  await post();
  vi.useRealTimers();
  expect(reports.slice(2, 4).map(({ message }) => message)).toEqual([
    'The event name is not in `allow`. 49 more in 61 s.',
    'A page posted a malformed event: a field is not allowed; only eventName, eventId, customData and consent are. 49 more in 61 s.',
  ]);
});
