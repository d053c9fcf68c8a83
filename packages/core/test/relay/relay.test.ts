import { describe, expect, test, vi } from 'vitest';
import { summarize } from '../../src/event/result.ts';
import { createRelayCap } from '../../src/relay/rate-limit.ts';
import { createRelayHandler } from '../../src/relay/relay.ts';
import type { Report } from '../../src/report/reporter.ts';
import { notePeer } from '../../src/visitor/peer-address.ts';
import { type Given, lead, origin, type Relay, relay } from './relay-under-test.ts';

describe('a page’s own post', () => {
  test('is sent with what the request and the server contain', async () => {
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

  test('is sent without an identity if identify throws, rejects or does not end', async () => {
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

  test('is not sent for a visitor who denied, and identify is not called', async () => {
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

  test('is accepted from the origin of the route, and sent without a page', async () => {
    const { sandbox, post } = relay();
    expect(await post(lead, hidden)).toBe(204);
    expect(sandbox.counted[0]?.event).not.toHaveProperty('event_source_url');
  });

  test.each<[string, number, Record<string, string>, Given?]>([
    ['from the next host', 403, { 'sec-fetch-site': 'same-site' }],
    ['from a host that is not in origins', 403, { host: 'tenant.example.com' }],
    ['through a proxy that writes its own Host', 403, { host: '10.0.0.7:3000' }],
    [
      'through a trusted proxy that forwards the requested host',
      204,
      { host: '10.0.0.7:3000', 'x-forwarded-host': 'shop.example.com' },
      { trustProxy: 1 },
    ],
    [
      'with a forwarded host from an untrusted proxy',
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
    ['text that is not an origin', 'ann@example.com', 'not an origin'],
    ['an endless host', `https://${'a'.repeat(300)}`, `https://${'a'.repeat(92)}`],
  ])('the report contains the origin of %s', async (_, given, said) => {
    const { post, reports } = relay();
    expect(await post(lead, { origin: given, 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(reports[0]?.message).toBe(`The Origin header is not in \`origins\`. It is: ${said}.`);
  });

  test('the report of a missing amount says that the relay removed it', async () => {
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

  test('by GET is refused with 405 and an Allow header', async () => {
    const handler = createRelayHandler(
      { sendEvents: () => Promise.reject(new Error('never')) },
      { allow: ['Lead'], origins: [origin], reporter: () => undefined },
    );

    const response = await handler(new Request(origin, { headers: { origin } }));

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('contains no amount from the page unless trustValue is set', async () => {
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

  test('keeps the objects of a list that has other entries too', async () => {
    const { sandbox, post } = relay();
    const contents = [null, 'sku-0', 7, { id: 'sku-1', quantity: 1, item_price: 1e9 }];
    expect(await post({ ...lead, customData: { contents } })).toBe(204);
    expect(sandbox.counted[0]?.event['custom_data']).toEqual({
      contents: [{ id: 'sku-1', quantity: 1 }],
    });
  });

  test('is sent once, however often it is posted', async () => {
    const { sandbox, post } = relay();

    const statuses = await Promise.all([post(), post(), post()]);

    expect([...statuses, await post()]).toEqual([204, 204, 204, 204]);
    expect(sandbox.events).toHaveLength(1);
  });
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

  test('the warning about unreadable consent names the page as its source', async () => {
    const { post, reports } = relay();
    await post({ ...lead, consent: 'I agree' });
    expect(reports[0]?.warnings[0]?.message).toContain('(relayed consent) is unreadable');
    expect(JSON.stringify(reports)).not.toContain('I agree');
  });

  test('identify is not called if the page posts a denial', async () => {
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
    for (let n = 0; n < 40; n += 1) statuses.push((await handler(make(n))).status);
    return statuses;
  };
  const forged = (n: number): Record<string, string> => ({
    'x-forwarded-for': `8.8.${n}.1`,
    'user-agent': `agent ${n}`,
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
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });

  const refused = { cookie: 'meta_consent=denied' };

  test.each([undefined, '172.17.0.1', '1.2.3.4'])(
    'of visitors who refused, from %s, is limited too',
    async (peer) => {
      const statuses = await flood({}, (n) => direct(peer, { ...forged(n), ...refused }));
      expect(statuses.filter((status) => status === 204)).toHaveLength(30);
    },
  );

  test('without any address: all visitors share ten limits', async () => {
    const statuses = await flood({ perMinute: 3 }, (n) => direct(undefined, forged(n)));
    expect(statuses.filter((status) => status === 204)).toHaveLength(30);
  });

  test('without any address: visitors who denied do not use up the limit of the others', async () => {
    const statuses = await flood({ perMinute: 2 }, (n) =>
      direct(undefined, n < 30 ? { ...forged(n), ...refused } : forged(n)),
    );
    expect(statuses.slice(30)).toEqual(Array(10).fill(204));
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

  test('includes refused posts, and posts from other origins', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { 'content-type': 'x' }]) {
      const statuses = await flood({}, () => direct('1.2.3.4', headers as never));
      expect(statuses.filter((status) => status === 429)).toHaveLength(10);
    }
  });

  test('is reported as totals, not as one message each', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { post, reports } = relay({ perMinute: 1000 });
    for (let n = 0; n < 50; n += 1) {
      await post(lead, { origin: `https://evil-${n}.example` });
    }
    expect(reports.map(({ message }) => message)).toEqual([
      'The Origin header is not in `origins`. It is: https://evil-0.example.',
    ]);
    vi.advanceTimersByTime(61_000);
    await post();
    vi.useRealTimers();
    expect(reports[1]?.message).toBe('The Origin header is not in `origins`. 49 more in 61 s.');
  });

  test('a clock that is set back blocks no visitor', async () => {
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

test('called with Node’s objects, it sends 500 through them and reports the fix', async () => {
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
  expect(reports).toMatchObject([
    { level: 'error', message: expect.stringContaining('toNodeHandler') },
  ]);
});

describe('the rate limit', () => {
  test('is for each visitor, and for a minute', async () => {
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

  test('counts a /64 network of IPv6 as one visitor, and reads only the address that a trusted proxy added', async () => {
    const { post } = relay({ perMinute: 1, trustProxy: 1 });
    const from = (address: string): Promise<number> =>
      post({ ...lead, eventId: address }, { 'x-forwarded-for': address });

    expect(await from('2606:4700:0:1::1')).toBe(204);
    expect(await from('2606:4700:0:1:ffff::2')).toBe(429);
    expect(await from('2606:4700:0:2::1')).toBe(204);
    expect(await from('2606:4700:0:1:1:2:3:4')).toBe(429);
    expect(await from('2606:4700::1')).toBe(204);
    expect(await from('2606:4700:0:0:1::1')).toBe(429);
    expect(await from('2606:4700:0:0:1::')).toBe(429);
    expect(await from('2606:4700:0::1:0:0:1')).toBe(429);
    // 2606:0:0:1 and 2606:0:0:9; 2606:4700:1:23 and 2606:4700:12:3
    expect(await from('2606::1:2:3:4:5')).toBe(204);
    expect(await from('2606::9:2:3:4:5')).toBe(204);
    expect(await from('2606:4700:1:23::1')).toBe(204);
    expect(await from('2606:4700:12:3::1')).toBe(204);
    expect(await from('9.9.9.9, 8.8.4.4')).toBe(204);
    expect(await from('9.9.9.8, 8.8.4.4')).toBe(429);
  });
});

describe('the rate limit without an address', () => {
  const times = async (post: Relay['post'], headers: Record<string, string>): Promise<number[]> => [
    await post(undefined, headers),
    await post(undefined, headers),
  ];

  test('is for each _fbp', async () => {
    const { post } = relay({ perMinute: 1 });
    const other = { cookie: '_fbp=fb.1.1795000000000.2098115397' };
    expect(await times(post, {})).toEqual([204, 429]);
    expect(await times(post, other)).toEqual([204, 429]);
  });

  test('is for each user agent, of which the first 200 characters count', async () => {
    const { post } = relay({ perMinute: 1 });
    const agent = 'a'.repeat(200);
    expect(await times(post, { cookie: '', 'user-agent': agent })).toEqual([204, 429]);
    expect(await times(post, { cookie: '', 'user-agent': `${agent}b` })).toEqual([429, 429]);
    expect(await times(post, { cookie: '', 'user-agent': 'b' })).toEqual([204, 429]);
    expect(await times(post, { cookie: '', 'user-agent': '' })).toEqual([204, 429]);
  });
});

test('10,001 addresses make the rate limit forget the oldest', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const cap = createRelayCap(1, 1);
  const take = (n: number): boolean =>
    cap.take(
      new Request(origin, {
        headers: { 'x-forwarded-for': `8.${n >> 16}.${(n >> 8) & 255}.${n & 255}` },
      }),
    );
  expect([take(0), take(0)]).toEqual([true, false]);
  for (let n = 1; n < 10_000; n += 1) take(n);
  expect(take(0)).toBe(false);
  take(10_000);
  expect([take(1), take(0)]).toEqual([false, true]);
  // An address whose window is over has a new one, and is not the oldest any more.
  vi.advanceTimersByTime(60_000);
  expect(take(2)).toBe(true);
  take(10_001);
  expect(take(2)).toBe(false);
  vi.useRealTimers();
});

test.each([
  ['application/json', 204],
  [' Application/JSON ; charset=utf-8', 204],
  ['text/plain', 204],
  ['text/html', 415],
])('the content type %j is answered %i', async (type, status) => {
  expect(await relay().post(lead, { 'content-type': type })).toBe(status);
});

test('customData is optional', async () => {
  const { sandbox, post } = relay();
  expect(await post({ eventName: 'Lead', eventId: 'without-data' })).toBe(204);
  expect(sandbox.counted[0]?.event).not.toHaveProperty('custom_data');
});

test.each([
  ['a name of 100 characters', { eventName: 'Lead', eventId: 'x'.repeat(100) }, 204],
  ['text that is not UTF-8', Buffer.from('{"eventName":"Lead","eventId":"\xff"}', 'latin1'), 400],
])('a post with %s', async (_, body, status) => {
  const handler = createRelayHandler(
    { sendEvents: () => Promise.resolve(summarize([], [], 0)) },
    { allow: ['Lead'], origins: [origin], reporter: () => undefined },
  );
  const headers = { origin, 'content-type': 'text/plain' };
  const given = body instanceof Uint8Array ? body : JSON.stringify(body);
  const post = new Request(origin, { method: 'POST', headers, body: given });
  expect((await handler(post)).status).toBe(status);
});

test('identify that throws is reported without its text', async () => {
  const { post, reports } = relay({
    identify: () => {
      throw new TypeError('ann@example.com');
    },
  });
  expect(await post()).toBe(204);
  expect(reports[0]).toEqual({
    level: 'error',
    source: 'relay',
    message: 'identify threw TypeError.',
    outcomes: [],
    warnings: [],
  });
});

const missing = 'name the pages that may post, such as ["https://shop.example"].';
const unlike = 'write each as scheme and host alone, such as https://shop.example.';
test.each<[string, Given, string]>([
  ['an origin with a path', { origins: [`${origin}/`] }, `origins: ${unlike}`],
  ['one of several origins', { origins: [origin, 'shop.example.com'] }, `origins: ${unlike}`],
  ['an origin that is not text', { origins: [7 as never] }, `origins: ${unlike}`],
  ['no origins', { origins: undefined }, `origins: is missing: ${missing}`],
  ['null for origins', { origins: null as never }, `origins: is missing: ${missing}`],
  ['an empty list', { origins: [] }, `origins: must be a list with an entry: ${missing}`],
  ['text', { origins: origin as never }, `origins: must be a list with an entry: ${missing}`],
  ['no names', { allow: [] }, 'allow: name the events that a page may send, such as Lead.'],
  [
    'text for names',
    { allow: 'Lead' as never },
    'allow: name the events that a page may send, such as Lead.',
  ],
])('an invalid option is reported at once: %s', (_, options, message) => {
  const { reports } = relay(options);
  expect(reports).toEqual([
    { level: 'error', source: 'relay', message, outcomes: [], warnings: [] },
  ]);
});

test.each<[string, Given]>([
  ['an invalid origin', { origins: [`${origin}/`] }],
  ['no origins', { origins: undefined }],
  ['text for origins', { origins: origin as never }],
  ['no names', { allow: [] }],
  ['text for names', { allow: 'Lead' as never }],
])('with %s every post is refused', async (_, options) => {
  expect(await relay(options).post()).toBe(403);
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['null', null],
  ['text', 'Lead'],
])('with %s as options it does not throw, and reports what is missing', async (_, options) => {
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
  ['an array', [lead], 'the body must be a JSON object.'],
  ['no JSON', '{"eventName":', 'the body must be JSON in UTF-8.'],
  ['no name', { eventId: '1' }, 'eventName must be text of 1 to 100 characters.'],
  ['no id', { eventName: 'Lead' }, 'eventId must be text of 1 to 100 characters.'],
  ['text for customData', { ...lead, customData: 'a' }, 'customData must be an object.'],
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
])('the report of a post with %s contains the reason', async (_, body, message) => {
  const { post, reports } = relay();
  expect(await post(body)).toBe(400);
  expect(reports[0]?.message).toBe(`A page posted a malformed event: ${message}`);
});

test.each<[string, number, Record<string, string | undefined>, string, Report['level']]>([
  ['the wrong method', 405, {}, 'Only POST is accepted.', 'info'],
  [
    'too many posts',
    429,
    { 'user-agent': 'flood' },
    'One visitor posts more than perMinute; behind a proxy, set trustProxy to tell visitors apart.',
    'error',
  ],
  [
    'no Content-Type',
    415,
    { 'content-type': undefined },
    'The Content-Type is neither application/json nor text/plain.',
    'error',
  ],
])('the report of %s (%i) contains the reason', async (_, status, change, message, level) => {
  const reports: Report[] = [];
  const handler = createRelayHandler(
    { sendEvents: () => Promise.resolve(summarize([], [], 0)) },
    {
      allow: ['Lead'],
      origins: [origin],
      perMinute: status === 429 ? 0 : 1,
      reporter: (report) => reports.push(report),
    },
  );
  const all = { origin, 'content-type': 'text/plain', ...change };
  const headers = Object.entries(all).filter((entry): entry is [string, string] => !!entry[1]);
  const response = await handler(
    new Request(origin, {
      method: status === 405 ? 'PUT' : 'POST',
      headers,
      body: new TextEncoder().encode(JSON.stringify(lead)),
    }),
  );
  expect(response.status).toBe(status);
  expect(response.headers.get('retry-after')).toBe(status === 429 ? '60' : null);
  expect(response.headers.get('allow')).toBe(status === 405 ? 'POST' : null);
  expect(reports).toEqual([{ level, source: 'relay', message, outcomes: [], warnings: [] }]);
});

test('a request that cannot be read is refused with 400', async () => {
  const reports: Report[] = [];
  const handler = createRelayHandler(
    { sendEvents: () => Promise.reject(new Error('never')) },
    { allow: ['Lead'], origins: [origin], reporter: (report) => reports.push(report) },
  );
  const request = new Proxy(new Request(origin, { method: 'POST' }), {
    get: (target, key) => {
      if (key === 'headers') return new Headers({ origin, 'content-type': 'text/plain' });
      if (key === 'body' || key === 'bodyUsed') throw new TypeError('ann@example.com');
      return Reflect.get(target, key);
    },
  });
  expect((await handler(request)).status).toBe(400);
  expect(reports).toEqual([
    {
      level: 'error',
      source: 'relay',
      message: 'The request cannot be read.',
      outcomes: [],
      warnings: [],
    },
  ]);
});

test('with valid options, a post causes exactly one report', async () => {
  const { post, reports } = relay();
  expect(reports).toEqual([]);
  await post();
  expect(reports.map(({ level, message }) => [level, message])).toEqual([['info', 'Delivered.']]);
});

test('the other warnings of an event are reported unchanged', async () => {
  const { post, reports } = relay({ allow: ['Purchase'] });
  const customData = { currency: 'EUR', content_name: 'ann@example.com' };
  await post({ ...lead, eventName: 'Purchase', customData });
  const messages = reports[0]?.warnings.map(({ message }) => message) ?? [];
  expect(messages.length).toBeGreaterThan(1);
  expect(messages.filter((message) => message.includes('The relay removes it'))).toEqual([
    expect.stringMatching(/^customData\.value is required/),
  ]);
});

test('origins and allow may be Sets', async () => {
  const options = { allow: new Set(['Lead']), origins: new Set([origin]) };
  const { post, reports } = relay(options as never);
  expect(reports).toEqual([]);
  expect(await post()).toBe(204);
});

test.each<[string, string]>([
  ['Foo', 'Foo'],
  ['Add to cart', 'Add to cart'],
  ['ann@example.com', '(not shown)'],
  ['call +1 212 555 0100', '(not shown)'],
  ['<script>', '(not shown)'],
  ['(Foo)', '(not shown)'],
  ['Foo!', '(not shown)'],
  ['_Foo:bar-1.2', '_Foo:bar-1.2'],
  ['1st', '(not shown)'],
  ['call 212-555-0100', '(not shown)'],
  ['Step 123456', 'Step 123456'],
  ['Step 1234567', '(not shown)'],
  ['F'.repeat(40), 'F'.repeat(40)],
  ['F'.repeat(41), '(not shown)'],
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
