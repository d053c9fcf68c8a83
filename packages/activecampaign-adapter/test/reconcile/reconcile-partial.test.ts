import { createCapiClient, onlyOnce } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import {
  apiToken,
  type ContactsServerOptions,
  contactsServer,
} from '@meta-capi/stand-ins/activecampaign/contacts-server';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  activeCampaignEventId,
  type ReconcileActiveCampaignOptions,
  reconcileActiveCampaign,
} from '../../src/index.ts';
import { isoAgo } from '../webhook/posts.ts';

// Incomplete responses with status 200. An earlier version read each of them as complete.

const sandbox = createSandbox({ strict: true });
const capi = createCapiClient({
  pixelId: '1234567890',
  accessToken: 'EAAmadeupmadeupmadeup',
  whenConsentUnknown: 'send',
  fetch: sandbox.fetch,
});

beforeEach(() => {
  sandbox.clear();
  // The API allows five requests a second, but these tests do not wait.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function reconcile(
  server: ContactsServerOptions,
  options: Partial<ReconcileActiveCampaignOptions> = {},
) {
  const { fetch, requests } = contactsServer(server);
  const run = reconcileActiveCampaign({
    account: 'example',
    apiToken,
    sink: capi,
    since: new Date(Date.now() - 24 * 3_600_000),
    fetch,
    ...options,
  });
  const settled = run.then(
    (result) => ({ result, requests }),
    (error: unknown) => ({ error: String(error), requests }),
  );
  const state = { isSettled: false };
  void settled.then(() => {
    state.isSettled = true;
    return undefined;
  });
  while (!state.isSettled) await vi.advanceTimersByTimeAsync(100);
  return settled as Promise<{
    result?: Awaited<typeof run>;
    error?: string;
    requests: readonly URL[];
  }>;
}

const ids = (length: number): readonly number[] => Array.from({ length }, (_, at) => at + 1);

/** An account with this number of subscribed contacts. */
const account = (
  length: number,
  faults: ContactsServerOptions['faults'] = {},
): ContactsServerOptions => ({
  contacts: ids(length).map((id) => ({ id: String(id), email: `person-${id}@example.com` })),
  contactLists: ids(length).map((id) => membership(id)),
  faults,
});

function membership(id: number, change: object = {}): Record<string, unknown> {
  return {
    contact: String(id),
    list: '3',
    status: '1',
    sdate: isoAgo(7200),
    form: null,
    ...change,
  };
}

const countedIds = (): string[] =>
  sandbox.counted
    .map(({ eventId }) => String(eventId))
    .toSorted((one, two) => one.localeCompare(two));
const idsOf = (contacts: readonly number[]): string[] =>
  contacts
    .map((contactId) =>
      activeCampaignEventId({ account: 'example', contactId, listId: 3, eventName: 'Contact' }),
    )
    .toSorted((one, two) => one.localeCompare(two));

describe('pages that are shorter than requested', () => {
  test.each([
    [20, 250, 14],
    [99, 250, 4],
    [100, 250, 4],
    [100, 200, 3],
    [1, 3, 4],
  ])(
    'at most %i of 100 contacts: all %i are read in %i requests',
    async (mostContacts, length, requested) => {
      const { result, requests } = await reconcile(account(length, { mostContacts }));
      expect(result).toMatchObject({ complete: true, read: length, incomplete: 0 });
      expect(countedIds()).toEqual(idsOf(ids(length)));
      const pages = requests.filter(({ pathname }) => pathname.endsWith('/contacts'));
      expect(pages).toHaveLength(requested);
      expect(pages.at(-1)?.searchParams.get('id_greater')).toBe(String(length));
    },
  );

  test('for each list', async () => {
    const server = account(45, { mostContacts: 20 });
    const { result } = await reconcile(server, { listIds: [3] });
    expect(result).toMatchObject({ complete: true, read: 45 });
    expect(countedIds()).toEqual(idsOf(ids(45)));
  });
});

test.each([0, 1, '7', 100, '100000', null, 'many', undefined, {}])(
  'a total of %j has no effect: only the returned contacts count',
  async (total) => {
    const { result } = await reconcile(account(130, { total, mostContacts: 99 }));
    expect(result).toMatchObject({ complete: true, read: 130 });
    expect(countedIds()).toEqual(idsOf(ids(130)));
  },
);

describe('missing side-loaded rows', () => {
  test.each([true, false])(
    'memberships, if it is %s that contacts list their rows: counted as incomplete',
    async (namesRows) => {
      const faults = { mostRows: 60, withoutRowIds: !namesRows };
      const { result } = await reconcile(account(100, faults));
      expect(result).toMatchObject({ complete: false, read: 100, incomplete: 40 });
      expect(countedIds()).toEqual(idsOf(ids(60)));
    },
  );

  test('one of two memberships of a contact', async () => {
    const server = account(2, { lostRows: ['contactLists/1002'] });
    const contactLists = [...server.contactLists, membership(2, { list: '4' })];
    const { result } = await reconcile({ ...server, contactLists });
    expect(result).toMatchObject({ complete: false, incomplete: 1 });
    expect(countedIds()).toEqual(idsOf([1, 2]));
  });

  test('the membership of the requested list, although there is another', async () => {
    const server = account(1, { lostRows: ['contactLists/1000'], withoutRowIds: true });
    const contactLists = [...server.contactLists, membership(1, { list: '4' })];
    const { result } = await reconcile({ ...server, contactLists }, { listIds: [3] });
    expect(result).toMatchObject({ complete: false, incomplete: 1 });
    expect(sandbox.counted).toEqual([]);
  });

  test('a contact who has unsubscribed since has its row', async () => {
    const server = account(2);
    const contactLists = [membership(1), membership(2, { status: '2' })];
    const { result } = await reconcile({ ...server, contactLists });
    expect(result).toMatchObject({ complete: true, incomplete: 0 });
    expect(countedIds()).toEqual(idsOf([1]));
  });

  const consent = [{ id: '31', perstag: 'META_CONSENT' }];
  const refusal = (id: number) => ({ contact: String(id), field: '31', value: 'denied' });

  test('a missing refusal: the contact is left out and counted', async () => {
    const fieldValues = [refusal(1), refusal(2)];
    const faults = { lostRows: ['fieldValues/1001'] };
    const { result } = await reconcile({ ...account(3), fields: consent, fieldValues, faults });
    expect(result).toMatchObject({ complete: false, incomplete: 1 });
    expect(result?.outcomes).toMatchObject({ delivered: 1, skipped: 1 });
    expect(countedIds()).toEqual(idsOf([3]));
  });

  test('a contact that does not list its field values is left out: a refusal may be missing', async () => {
    const fieldValues = [refusal(1), refusal(2)];
    const faults = { lostRows: ['fieldValues/1001'], withoutRowIds: true };
    const { result } = await reconcile({ ...account(3), fields: consent, fieldValues, faults });
    expect(result).toMatchObject({ complete: false, incomplete: 3 });
    expect(result?.outcomes).toMatchObject({ delivered: 0, skipped: 0 });
    expect(sandbox.requests).toEqual([]);
  });

  test('a second run with a complete response sends the rest, and nothing twice', async () => {
    const store = new Map<string, string>();
    const sink = onlyOnce(
      capi,
      {
        get: (key) => store.get(key),
        set: (key, value) => store.set(key, value),
        delete: (key) => store.delete(key),
      },
      { scope: '1234567890' },
    );
    await reconcile(account(100, { mostRows: 60 }), { sink });
    const { result } = await reconcile(account(100), { sink });
    expect(result).toMatchObject({ complete: true, outcomes: { delivered: 40, skipped: 60 } });
    expect(sandbox.events).toHaveLength(100);
  });
});

describe('missing custom fields', () => {
  const fields = [
    ...ids(59).map((id) => ({ id: String(id), perstag: `F${id}` })),
    { id: '60', perstag: 'META_CONSENT' },
  ];
  const server = {
    ...account(1),
    fields,
    fieldValues: [{ contact: '1', field: '60', value: 'denied' }],
  };

  test.each([1, 20, 59, 100])('at most %i of 100: the refusal is found', async (mostFields) => {
    const { result } = await reconcile({ ...server, faults: { mostFields } });
    expect(result).toMatchObject({ complete: true, outcomes: { skipped: 1, delivered: 0 } });
    expect(sandbox.requests).toEqual([]);
  });

  test.each([1, 20, 59])(
    'only %i of 60 are returned: the contact is left out and counted',
    async (lastField) => {
      const { result } = await reconcile({ ...server, faults: { lastField, total: lastField } });
      expect(result).toMatchObject({ complete: false, incomplete: 1, outcomes: { delivered: 0 } });
      expect(sandbox.requests).toEqual([]);
    },
  );

  test('no field is returned, although there are some: the contact is left out and counted', async () => {
    const { result } = await reconcile({ ...server, faults: { lastField: 0 } });
    expect(result).toMatchObject({ complete: false, incomplete: 1, outcomes: { delivered: 0 } });
    expect(sandbox.requests).toEqual([]);
  });

  test('the same fields are returned again: an error, because the others may contain a refusal', async () => {
    const faults = { mostFields: 20, ignoresOffset: true };
    const { error } = await reconcile({ ...server, faults });
    expect(error).toMatch(/^Error: ActiveCampaign’s API: .*\(fields\)/);
    expect(sandbox.requests).toEqual([]);
  });

  test('the same fields are returned again, but the total shows that they are complete', async () => {
    const { result } = await reconcile({ ...server, faults: { ignoresOffset: true } });
    expect(result).toMatchObject({ complete: true, outcomes: { skipped: 1 } });
  });
});

test('several lists of a form in forms are one conversion', async () => {
  const server = account(2);
  const contactLists = [
    membership(1, { form: '5' }),
    membership(1, { form: '5', list: '4' }),
    membership(2, { form: '6', list: '4' }),
  ];
  const { result } = await reconcile({ ...server, contactLists }, { forms: { 5: 'Lead' } });
  expect(result).toMatchObject({ complete: true, outcomes: { delivered: 2 } });
  expect(sandbox.events.map(({ eventName, eventId }) => [eventName, eventId])).toEqual([
    [
      'Lead',
      activeCampaignEventId({ account: 'example', contactId: 1, formId: 5, eventName: 'Lead' }),
    ],
    [
      'Contact',
      activeCampaignEventId({ account: 'example', contactId: 2, listId: 4, eventName: 'Contact' }),
    ],
  ]);
});
