import {
  type CapiClient,
  type CapiEvent,
  createCapiClient,
  type EventSink,
  onlyOnce,
} from '@meta-capi/core';
import { createSandbox, type Sandbox } from '@meta-capi/sandbox';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  activeCampaignAdapter,
  activeCampaignEventId,
  type CarriedFields,
  type ReconcileActiveCampaignOptions,
  type ReconcileProgress,
  reconcileActiveCampaign,
} from '../../src/index.ts';
import { automated, isoAgo, type Post, secret, subscribed } from '../webhook/posts.ts';

const apiToken = 'canary-token-0123456789abcdef';
let sandbox: Sandbox;
let capi: CapiClient;
/** The account's custom fields. */
let fields: { id: string; perstag: string }[];
/** The pages of a test, by the id after which they begin. */
let askedPages: Set<string>;

beforeEach(() => {
  nock.disableNetConnect();
  fields = [];
  askedPages = new Set();
  nock('https://example.api-us1.com')
    .persist()
    .get('/api/3/fields')
    .query(({ limit }) => limit === '100')
    .optionally()
    .reply(200, (uri) => {
      const offset = Number(new URL(uri, 'https://example.com').searchParams.get('offset'));
      return { fields: fields?.slice(offset, offset + 100) };
    });
  // After the pages of a test there is an empty one.
  nock('https://example.api-us1.com')
    .persist()
    .get('/api/3/contacts')
    .query(({ id_greater }) => id_greater !== '0' && !askedPages.has(String(id_greater)))
    .optionally()
    .reply(200, { contacts: [], contactLists: [], meta: { total: '0' } });
  sandbox = createSandbox({ strict: true });
  capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'send',
    fetch: sandbox.fetch,
  });
});

afterEach(() => {
  nock.abortPendingRequests();
  const pending = nock.pendingMocks();
  nock.cleanAll();
  nock.enableNetConnect();
  if (pending.length > 0) throw new Error(`never asked: ${pending.join()}`);
});

const hoursAgo = (hours: number): string => isoAgo(hours * 3600);
const since = (hours: number): Date => new Date(Date.now() - hours * 3_600_000);

function reconcile(options: Partial<ReconcileActiveCampaignOptions> = {}) {
  return reconcileActiveCampaign({
    account: 'example',
    apiToken,
    sink: capi,
    since: since(24),
    ...options,
  });
}

/** A sink that remembers, like the webhook's sink. */
function remembering(): EventSink {
  return onlyOnce(capi, new Map() as never, { scope: '1234567890' });
}

/** The scope of the next request, after a check of its token and its position. */
function asked(query: Record<string, string> = {}, idGreater = 0): nock.Interceptor {
  askedPages.add(String(idGreater));
  return nock('https://example.api-us1.com', { reqheaders: { 'api-token': apiToken } })
    .get('/api/3/contacts')
    .query({
      status: '1',
      include: 'contactLists',
      'orders[id]': 'ASC',
      id_greater: String(idGreater),
      limit: '100',
      ...query,
    });
}

const contact = (id: number): object => ({
  id: String(id),
  email: `person-${id}@example.com`,
  firstName: 'Maria',
  lastName: 'Nikolaidou',
  phone: '',
  orgname: 'canary-organisation',
  tags: ['canary-tag'],
});

const membership = (id: number, change: object = {}): object => ({
  contact: String(id),
  list: '3',
  status: '1',
  sdate: hoursAgo(2),
  form: null,
  sourceid: '4',
  unsubreason: 'canary-reason',
  ...change,
});

/** A response whose contacts list their field values, as ActiveCampaign's do. */
const withFieldValues = (
  answer: { contacts: readonly object[]; contactLists: readonly object[] },
  values: readonly { contact: string; field: string; value: string }[],
): object => {
  const fieldValues = values.map((value, at) => ({ ...value, id: String(1000 + at) }));
  const rowsOf = (one: object): string[] =>
    fieldValues.filter((row) => row.contact === Reflect.get(one, 'id')).map(({ id }) => id);
  const contacts = answer.contacts.map((one) => ({ ...one, fieldValues: rowsOf(one) }));
  return { ...answer, contacts, fieldValues };
};

const idOf = (contactId: number, listId = 3): string =>
  activeCampaignEventId({ account: 'example', contactId, listId, eventName: 'Contact' });
const countedIds = (): unknown[] => sandbox.counted.map(({ eventId }) => eventId);

describe('sent events', () => {
  test('subscriptions of the period, with the ids of their webhooks', async () => {
    asked().reply(200, {
      contacts: [contact(36), contact(37), contact(38), contact(39), contact(40)],
      contactLists: [
        membership(36),
        membership(36, { list: '4', sdate: hoursAgo(1) }),
        membership(37, { sdate: hoursAgo(25) }),
        membership(38, { status: '2' }),
        membership(39, { sdate: '2021-04-08T11:17:44-05:00' }),
        membership(40, { sdate: hoursAgo(-2) }),
        membership(99),
      ],
    });
    expect(await reconcile()).toEqual({
      complete: true,
      read: 5,
      unreadable: 0,
      overwritten: 0,
      incomplete: 0,
      outcomes: { delivered: 2, queued: 0, skipped: 0, rejected: 0, notSent: 0, ambiguous: 0 },
      reasons: {},
    });
    expect(countedIds()).toEqual([idOf(36), idOf(36, 4)]);
    const [event] = sandbox.counted;
    const twoHoursAgo = Math.floor(Date.now() / 1000) - 7200;
    expect(Math.abs(Number(event?.event['event_time']) - twoHoursAgo)).toBeLessThan(10);
    const sent = JSON.stringify(sandbox.requests);
    for (const canary of ['canary', 'person-36', 'Maria']) expect(sent).not.toContain(canary);
  });

  test('nothing twice if the webhook arrived too', async () => {
    const adapter = activeCampaignAdapter({ account: 'example', secret });
    const payload = await adapter.receive(subscribed().request());
    await capi.sendEvents(adapter.toEvents(payload, new Date()));
    asked().reply(200, { contacts: [contact(36)], contactLists: [membership(36)] });
    await reconcile();
    expect(sandbox.events.map(({ verdict }) => verdict)).toEqual(['counted', 'duplicate']);
  });

  test('only the requested lists, one after another', async () => {
    const answer = {
      contacts: [contact(36)],
      contactLists: [membership(36), membership(36, { list: '4' }), membership(36, { list: '5' })],
    };
    asked({ listid: '3' }).reply(200, answer);
    asked({ listid: '5' }).reply(200, answer);
    await reconcile({ listIds: [3, '5'] });
    expect(countedIds()).toEqual([idOf(36), idOf(36, 5)]);
  });

  test('only what the filter accepts: for example, an import is not a conversion', async () => {
    asked().reply(200, {
      contacts: [contact(36), contact(37)],
      contactLists: [membership(36, { form: '5' }), membership(37, { sourceid: '3' })],
    });
    await reconcile({ filter: ({ form }) => form !== undefined });
    expect(countedIds()).toEqual([idOf(36)]);
  });

  test.each<[string, Partial<ReconcileActiveCampaignOptions>]>([
    ['by their numbers', { fields: { meta_event_id: 27, meta_fbp: 28, meta_consent: 29 } }],
    ['by their tags', { fields: { meta_event_id: '%REF%', meta_fbp: 'fbp', meta_consent: 'OK' } }],
    ['by their own names', {}],
  ])('the browser’s id and consent, if they were fresh, %s', async (how, given) => {
    const seconds = Math.floor(Date.now() / 1000);
    fields = [
      { id: '27', perstag: how === 'by their own names' ? 'META_EVENT_ID' : 'REF' },
      { id: '28', perstag: how === 'by their own names' ? 'META_FBP' : 'FBP' },
      { id: '29', perstag: how === 'by their own names' ? 'META_CONSENT' : 'OK' },
      { id: '40', perstag: 'NOTE' },
    ];
    asked({ include: 'contactLists,fieldValues' }).reply(
      200,
      withFieldValues(
        {
          contacts: [contact(36), contact(37), contact(38)],
          contactLists: [membership(36), membership(37), membership(38)],
        },
        [
          { contact: '36', field: '27', value: `0f5c7d62-3a0e.${seconds - 7260}` },
          { contact: '36', field: '28', value: 'fb.1.1596403881668.1116446470' },
          { contact: '37', field: '27', value: `1a6d8e73-4b1f.${seconds - 86_400}` },
          { contact: '38', field: '29', value: 'denied' },
          { contact: '36', field: '40', value: 'canary-of-a-custom-field' },
        ],
      ),
    );
    const { outcomes } = await reconcile({ ...given, sink: remembering() });
    expect(outcomes).toMatchObject({ delivered: 2, skipped: 1 });
    expect(countedIds()).toEqual(['0f5c7d62-3a0e', idOf(37)]);
    expect(sandbox.counted[0]?.event).toMatchObject({
      user_data: { fbp: 'fb.1.1596403881668.1116446470' },
    });
    expect(JSON.stringify(sandbox.requests)).not.toContain('canary');
  });

  test('no time is guessed: a time without an offset needs the account’s zone', async () => {
    const at = new Date(Date.now() - 3_600_000);
    const sdate = at.toLocaleString('sv-SE', { timeZone: 'America/Chicago' });
    const answer = { contacts: [contact(36)], contactLists: [membership(36, { sdate })] };
    asked().twice().reply(200, answer);
    expect(await reconcile()).toMatchObject({ unreadable: 1, outcomes: { delivered: 0 } });
    expect(await reconcile({ timeZone: 'America/Chicago' })).toMatchObject({
      unreadable: 0,
      outcomes: { delivered: 1 },
    });
  });
});

describe('contacts with carried event ids', () => {
  const subscribedAt = Math.floor(Date.now() / 1000) - 7200;
  const stamp = (eventId: string, secondsLater = -10): string =>
    `${eventId}.${subscribedAt + secondsLater}`;
  const sdate = hoursAgo(2);
  const first = stamp('0f5c7d62-3a0e');

  beforeEach(() => {
    fields = [{ id: '27', perstag: 'META_EVENT_ID' }];
  });

  function answer(value: string): void {
    asked({ include: 'contactLists,fieldValues' }).reply(
      200,
      withFieldValues(
        {
          contacts: [contact(36)],
          contactLists: [membership(36, { sdate })],
        },
        [{ contact: '36', field: '27', value }],
      ),
    );
  }

  async function webhook(
    post: Post,
    numbers: CarriedFields,
    at = new Date(),
  ): Promise<CapiEvent[]> {
    const adapter = activeCampaignAdapter({ account: 'example', secret, fields: numbers });
    return [...adapter.toEvents(await adapter.receive(post.request()), at)];
  }

  const account = (value = first): Post =>
    subscribed({ date_time: sdate, 'contact[fields][27]': value });
  const step = (value = first): Post => automated({ 'contact[fields][meta_event_id]': value });
  const atOnce = new Date(subscribedAt * 1000);

  test.each<[string, () => Promise<CapiEvent[]>, string]>([
    ['it sees by number', () => webhook(account(), { meta_event_id: 27 }), first],
    ['it does not see', () => webhook(account(), {}), first],
    ['it sees by tag', () => webhook(step(), {}, atOnce), first],
    ['it sees too late', () => webhook(step(), {}), first],
    [
      'that has been replaced since',
      () => webhook(account(), { meta_event_id: 27 }),
      stamp('1a6d8e73-4b1f', 3600),
    ],
    [
      'that has been replaced before the step ran',
      () => webhook(step(stamp('1a6d8e73-4b1f', 7000)), {}),
      stamp('1a6d8e73-4b1f', 7000),
    ],
  ])('nothing twice: a webhook with an id that %s', async (_, events, now) => {
    const sink = remembering();
    await sink.sendEvents(await events());
    expect(sandbox.counted).toHaveLength(1);
    answer(now);
    await reconcile({ sink });
    expect(sandbox.events).toHaveLength(1);
  });

  test('nothing twice, even if the reconciliation does not know the field', async () => {
    const sink = remembering();
    await sink.sendEvents(await webhook(account(), { meta_event_id: 27 }));
    fields = [{ id: '27', perstag: 'REF' }];
    asked({ include: 'contactLists,fieldValues' }).reply(
      200,
      withFieldValues({ contacts: [contact(36)], contactLists: [membership(36, { sdate })] }, [
        { contact: '36', field: '27', value: first },
      ]),
    );
    await reconcile({ sink });
    expect(sandbox.events).toHaveLength(1);
  });

  test('a contact with a later id is left out: the Pixel may have sent the first id', async () => {
    answer(stamp('1a6d8e73-4b1f', 3600));
    expect(await reconcile({ sink: remembering() })).toMatchObject({
      complete: true,
      overwritten: 1,
      outcomes: { delivered: 0 },
    });
    expect(sandbox.events).toEqual([]);
  });

  test.each<[string, Partial<ReconcileActiveCampaignOptions>]>([
    ['the account has such a field', {}],
    ['the options name one', { fields: { meta_event_id: 30 } }],
  ])('nothing is read with a sink that does not remember if %s', async (_, options) => {
    if (options.fields !== undefined) fields = [];
    await expect(reconcile(options)).rejects.toThrow(/^sink: .*meta_event_id.*onlyOnce.*force/);
  });

  test('unless force is set', async () => {
    answer(first);
    await reconcile({ force: true });
    expect(countedIds()).toEqual(['0f5c7d62-3a0e']);
  });
});

describe('the custom fields', () => {
  test('a refusal is found by the tag of its field, without any option', async () => {
    fields = [{ id: '31', perstag: 'META_CONSENT' }];
    asked({ include: 'contactLists,fieldValues' }).reply(
      200,
      withFieldValues(
        {
          contacts: [contact(36)],
          contactLists: [membership(36)],
        },
        [{ contact: '36', field: '31', value: 'denied' }],
      ),
    );
    expect(await reconcile()).toMatchObject({ outcomes: { skipped: 1, delivered: 0 } });
    expect(sandbox.requests).toEqual([]);
  });

  test('are read to the end, with their values', async () => {
    fields = Array.from({ length: 100 }, (_, at) => ({ id: String(at + 1), perstag: `F${at}` }));
    fields.push({ id: '101', perstag: 'META_FBP' });
    asked({ include: 'contactLists,fieldValues' }).reply(
      200,
      withFieldValues(
        {
          contacts: [contact(36)],
          contactLists: [membership(36)],
        },
        [],
      ),
    );
    expect(await reconcile()).toMatchObject({ outcomes: { delivered: 1 } });
  });

  test('that are missing are an error: one of them may contain a refusal', async () => {
    fields = undefined as never;
    await expect(reconcile()).rejects.toThrow(/^ActiveCampaign’s API: .*\(fields\)/);
  });
});

describe('reading the pages', () => {
  const page = (from: number, length: number): object => {
    const ids = Array.from({ length }, (_, index) => from + index);
    return {
      contacts: ids.map((id) => contact(id)),
      contactLists: ids.map((id) => membership(id, { sdate: hoursAgo(id > 205 ? 1 : 30) })),
    };
  };

  test('continues by id, page after page, and reports the progress', async () => {
    asked({}, 0).reply(200, page(1, 100));
    asked({}, 100).reply(200, page(101, 100));
    asked({}, 200).reply(200, page(201, 7));
    const heard: ReconcileProgress[] = [];
    await reconcile({ onProgress: (progress) => heard.push(progress) });
    expect(heard.map(({ read }) => read)).toEqual([100, 200, 207]);
    expect(heard.map(({ outcomes }) => outcomes.delivered)).toEqual([0, 0, 2]);
  });

  test('ends at an empty page, even if it is the first', async () => {
    asked({}, 0).reply(200, page(1, 100));
    asked({}, 100).reply(200, { contacts: [], contactLists: [] });
    expect((await reconcile()).read).toBe(100);
    asked({}, 0).reply(200, { contacts: [], contactLists: [] });
    expect(await reconcile()).toMatchObject({ read: 0, complete: true });
  });

  test('waits for the Retry-After of a 429, and repeats the request', async () => {
    asked().reply(429, '', { 'retry-after': '2' });
    asked().reply(200, { contacts: [contact(36)], contactLists: [membership(36)] });
    const start = performance.now();
    await reconcile();
    expect(performance.now() - start).toBeGreaterThan(1990);
    expect(countedIds()).toEqual([idOf(36)]);
  });

  test('retries after a temporary error, and sends nothing twice', async () => {
    asked().replyWithError(new Error('connection reset'));
    asked().reply(200, { contacts: [contact(36)], contactLists: [membership(36)] });
    expect(await reconcile()).toMatchObject({ complete: true, outcomes: { delivered: 1 } });
    expect(sandbox.requests).toHaveLength(1);
  });

  test('stops if Meta cannot be reached, and a second run sends the rest', async () => {
    const answer = { contacts: [contact(36)], contactLists: [membership(36)] };
    asked().twice().reply(200, answer);
    const down: EventSink = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'EAAmadeupmadeupmadeup',
      whenConsentUnknown: 'send',
      timeoutMs: 50,
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    });
    expect(await reconcile({ sink: down })).toMatchObject({ complete: false });
    expect(await reconcile()).toMatchObject({ complete: true, outcomes: { delivered: 1 } });
  });

  test('ends when the signal aborts', async () => {
    const stop = new AbortController();
    asked().reply(200, page(1, 100));
    const walk = reconcile({ signal: stop.signal, onProgress: () => stop.abort() });
    await expect(walk).rejects.toThrow(/abort/i);
  });
});

describe('errors', () => {
  test.each([
    ['a token', 401, /apiToken is invalid/],
    ['a token', 403, /apiToken is invalid/],
    ['an account', 404, /account: no account has this name/],
    ['the request', 422, /the response is 422/],
  ])('%s (%i): immediately, and without text from the response', async (_, status, message) => {
    asked().reply(status, { message: `canary ${apiToken}` });
    const error = await reconcile().then(() => undefined, String);
    expect(error).toMatch(message);
    expect(error).not.toContain('canary');
  });

  test.each<[string, object]>([
    ['contacts without their lists', { contacts: [contact(1)], contactLists: [] }],
    ['contacts without a property for lists', { contacts: [contact(1)] }],
    ['no contacts at all', { message: 'maintenance' }],
    [
      'a page that starts from the beginning',
      { contacts: [contact(0)], contactLists: [membership(1)] },
    ],
    [
      'contacts without the requested fields',
      { contacts: [contact(1)], contactLists: [membership(1)] },
    ],
    [
      'unsorted contacts',
      { contacts: [contact(2), contact(1)], contactLists: [membership(1), membership(2)] },
    ],
  ])('%s are not read as an empty list', async (what, answer) => {
    const readsFields = what.includes('fields');
    if (readsFields) fields = [{ id: '29', perstag: 'META_CONSENT' }];
    asked(readsFields ? { include: 'contactLists,fieldValues' } : {}).reply(200, answer);
    await expect(reconcile()).rejects.toThrow(/^ActiveCampaign’s API: /);
    expect(sandbox.requests).toEqual([]);
  });

  test('more than 47 hours, unless the sink remembers or force is set', async () => {
    const answer = {
      contacts: [contact(36)],
      contactLists: [membership(36, { sdate: hoursAgo(60) })],
    };
    await expect(reconcile({ since: since(72) })).rejects.toThrow(/47 hours.*onlyOnce/);
    asked().times(3).reply(200, answer);
    await reconcile({ since: since(72), force: true });
    expect(sandbox.events).toHaveLength(1);
    const sink = remembering();
    expect(await reconcile({ since: since(72), sink })).toMatchObject({
      outcomes: { delivered: 1 },
    });
    expect(await reconcile({ since: since(72), sink })).toMatchObject({ outcomes: { skipped: 1 } });
    expect(sandbox.events).toHaveLength(2);
  });

  test.each<[RegExp, Partial<ReconcileActiveCampaignOptions>]>([
    [/^RangeError: since: Meta takes/, { since: since(169), force: true }],
    [/^RangeError: since: give a valid/, { since: new Date('yesterday'), force: true }],
    [/^TypeError: account: /, { account: '' }],
    [/^TypeError: apiToken: /, { apiToken: '' }],
    [/^TypeError: apiToken: /, { apiToken: 'two\nlines' }],
    [/^TypeError: timeZone: .*IANA/, { timeZone: 'Athens' }],
    [/^TypeError: forms: .*event/, { forms: { 5: '' } }],
    [/^TypeError: eventName: .*event/, { eventName: '' }],
  ])('%s before any request', async (message, options) => {
    expect(await reconcile(options).then(() => 'done', String)).toMatch(message);
  });
});
