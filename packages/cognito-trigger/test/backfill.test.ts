import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { cognitoEventId, cognitoToEvents } from '@meta-capi/cognito-trigger';
import { adminGetUser } from '@meta-capi/cognito-trigger/admin-get-user';
import {
  type BackfillCognitoOptions,
  type BackfillProgress,
  type BackfillResult,
  backfillCognito,
  type UserAttributes,
} from '@meta-capi/cognito-trigger/backfill';
import { type Consent, createCapiClient, type EventSink, onlyOnce } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { postConfirmation, userPoolId } from './fixtures/events.ts';

const hour = 3_600_000;
const now = Date.now();

interface User {
  Username: string;
  UserStatus: string;
  UserCreateDate: number;
  Attributes: { Name: string; Value: string }[];
}

let users: User[];
let calls: { target: string; input: Record<string, unknown> }[];
let client: CognitoIdentityProviderClient;

// Implements the part of Cognito's protocol that the real SDK client needs. Pages have the requested size.
const cognito = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => {
    body += String(chunk);
  });
  request.on('end', () => {
    const target = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    const input = JSON.parse(body) as Record<string, unknown>;
    calls.push({ target, input });
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    if (target === 'AdminGetUser') {
      const found = users.find(({ Username }) => Username === input['Username']);
      response.end(
        JSON.stringify({ Username: found?.Username, UserAttributes: found?.Attributes }),
      );
      return;
    }
    const start = Number(input['PaginationToken'] ?? 0);
    const end = start + Number(input['Limit']);
    response.end(
      JSON.stringify({
        Users: users.slice(start, end),
        ...(end < users.length ? { PaginationToken: String(end) } : {}),
      }),
    );
  });
});

beforeAll(async () => {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  await new Promise<void>((resolve) => {
    cognito.listen(0, '127.0.0.1', resolve);
  });
  const { port } = cognito.address() as AddressInfo;
  client = new CognitoIdentityProviderClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
  });
});

afterAll(() => {
  client.destroy();
  cognito.close();
});

beforeEach(() => {
  calls = [];
  users = [];
});

/** A user with this answer, if any, in `custom:answer`. */
function userWho(answered: string | undefined, name: string): User {
  const made = user(name, 1);
  if (answered !== undefined) made.Attributes.push({ Name: 'custom:answer', Value: answered });
  return made;
}

function user(name: string, hoursAgo: number, UserStatus = 'CONFIRMED'): User {
  return {
    Username: name,
    UserStatus,
    UserCreateDate: (now - hoursAgo * hour) / 1000,
    Attributes: [
      { Name: 'sub', Value: `sub-of-${name}` },
      { Name: 'email', Value: `${name}@example.com` },
    ],
  };
}

function idOf(name: string): string {
  return cognitoEventId({ userPoolId, sub: `sub-of-${name}` });
}

function graph() {
  const sandbox = createSandbox({ strict: true });
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'send',
    fetch: sandbox.fetch,
  });
  return { sandbox, capi };
}

function backfill(
  options: Pick<BackfillCognitoOptions, 'sink'> & Partial<BackfillCognitoOptions>,
): Promise<BackfillResult> {
  const since = new Date(now - 24 * hour);
  return backfillCognito({ client, userPoolId, since, consent: () => 'unknown', ...options });
}

test('only confirmed and federated users of the period are sent', async () => {
  users = [
    user('jane', 1),
    user('kim', 2, 'EXTERNAL_PROVIDER'),
    user('unconfirmed', 1, 'UNCONFIRMED'),
    user('invited', 1, 'FORCE_CHANGE_PASSWORD'),
    user('earlier', 30),
    user('later', 0.1),
  ];
  const { sandbox, capi } = graph();
  const until = new Date(now - 0.5 * hour);
  expect(await backfill({ sink: capi, until })).toEqual({
    complete: true,
    read: 6,
    outcomes: { delivered: 2, queued: 0, skipped: 0, rejected: 0, notSent: 0, ambiguous: 0 },
    reasons: {},
    resumeAt: undefined,
  });
  expect(sandbox.counted.map(({ event }) => event['event_time'])).toEqual(
    [1, 2].map((hours) => Math.floor((now - hours * hour) / 1000)),
  );
});

test('a registration that the trigger sent has the same id, and counts once', async () => {
  users = [user('jane', 1)];
  const { sandbox, capi } = graph();
  const attributes = Object.fromEntries(users[0]?.Attributes.map((a) => [a.Name, a.Value]) ?? []);
  await capi.sendEvents(cognitoToEvents(postConfirmation({ attributes }), new Date(now - hour)));
  expect(await backfill({ sink: capi })).toMatchObject({ outcomes: { delivered: 1 } });
  expect(sandbox.events).toHaveLength(2);
  expect(sandbox.counted).toHaveLength(1);
});

test('pages are read to the end, 60 users at a time', async () => {
  users = Array.from({ length: 150 }, (_, index) => user(`user${index}`, 1));
  const { sandbox, capi } = graph();
  const heard: BackfillProgress[] = [];
  await backfill({ sink: capi, onProgress: (progress) => heard.push(progress) });
  expect(calls.map(({ input }) => [input['Limit'], input['PaginationToken']])).toEqual([
    [60, undefined],
    [60, '60'],
    [60, '120'],
  ]);
  expect(heard.map(({ read, outcomes, resumeAt }) => [read, outcomes.delivered, resumeAt])).toEqual(
    [
      [60, 60, '60'],
      [120, 120, '120'],
      [150, 150, undefined],
    ],
  );
  expect(sandbox.counted).toHaveLength(150);
});

test('it stops where Meta accepts nothing, and continues there', async () => {
  users = Array.from({ length: 100 }, (_, index) => user(`user${index}`, 1));
  const { sandbox } = graph();
  let requests = 0;
  const capi = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'send',
    timeoutMs: 300,
    fetch: (input, init) => {
      requests += 1;
      return requests === 1
        ? sandbox.fetch(input, init)
        : Promise.resolve(new Response('', { status: 503 }));
    },
  });
  const stopped = await backfill({ sink: capi });
  expect(stopped).toMatchObject({
    complete: false,
    read: 100,
    outcomes: { delivered: 60, ambiguous: 40 },
    resumeAt: '60',
  });
  const rest = await backfill({ sink: graph().capi, resumeAt: stopped.resumeAt });
  expect(rest).toMatchObject({ complete: true, read: 40, outcomes: { delivered: 40 } });
});

test.each(['notSent', 'ambiguous'] as const)(
  'it stops at an event that is %s, even without an error, and reports that outcome',
  async (outcome) => {
    users = Array.from({ length: 100 }, (_, index) => user(`user${index}`, 1));
    const sink: EventSink = {
      sendEvents: async (events) => {
        const outcomes = events.map(({ eventName, eventId }) => ({ eventName, eventId, outcome }));
        return { ok: true, eventsReceived: 0, outcomes, warnings: [] };
      },
    };
    const heard: BackfillProgress[] = [];
    const onProgress = (progress: BackfillProgress): unknown => heard.push(progress);
    const { complete, stoppedBy, ...stopped } = await backfill({ sink, onProgress });
    expect([complete, stoppedBy?.outcome]).toEqual([false, outcome]);
    expect(stopped).toMatchObject({ read: 60, outcomes: { [outcome]: 60, rejected: 0 } });
    expect(heard).toEqual([stopped]);
    expect(calls).toHaveLength(1);
  },
);

test('a queued event is not reported as delivered', async () => {
  users = [user('jane', 1)];
  const sink: EventSink = {
    sendEvents: async (events) => {
      const outcomes = events.map(
        ({ eventName, eventId }) => ({ eventName, eventId, outcome: 'queued' }) as const,
      );
      return { ok: true, eventsReceived: 0, queued: true, outcomes, warnings: [] };
    },
  };
  expect(await backfill({ sink })).toMatchObject({ outcomes: { delivered: 0, queued: 1 } });
});

test('a client without configuration stops it at the first page', async () => {
  users = Array.from({ length: 100 }, (_, index) => user(`user${index}`, 1));
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const sink = createCapiClient({ whenConsentUnknown: 'send' });
  expect(await backfill({ sink })).toMatchObject({
    complete: false,
    outcomes: { delivered: 0, skipped: 60 },
    resumeAt: undefined,
  });
  expect(calls).toHaveLength(1);
  expect(warn).toHaveBeenCalledOnce();
  warn.mockRestore();
});

test('events that the options drop are counted as skipped', async () => {
  users = [user('jane', 1)];
  const sink = createCapiClient({
    pixelId: '1234567890',
    accessToken: 'EAAmadeupmadeupmadeup',
    whenConsentUnknown: 'drop',
    fetch: graph().sandbox.fetch,
  });
  expect(await backfill({ sink })).toMatchObject({
    complete: true,
    outcomes: { skipped: 1, delivered: 0 },
  });
});

describe('consent, because Cognito does not store ClientMetadata', () => {
  const visitorAttributes = { meta_consent: 'custom:answer' };

  test.each([
    { consent: undefined },
    { consent: undefined, visitorAttributes: {} },
    { consent: undefined, visitorAttributes: { meta_consent: ' ' } },
  ])(
    'it does not start unless it is configured where the answers are stored: %o',
    async (options) => {
      users = [user('jane', 1)];
      const { sandbox, capi } = graph();
      await expect(backfill({ sink: capi, ...options })).rejects.toThrow(
        /^consent: .*Set visitorAttributes\.meta_consent .* or consent to a function/,
      );
      expect(calls).toHaveLength(0);
      expect(sandbox.events).toHaveLength(0);
    },
  );

  test('a backfill does not send a user whom the trigger skipped for a refusal', async () => {
    users = [user('jane', 1), user('kim', 1)];
    const answers: Record<string, Consent> = { 'sub-of-jane': 'granted', 'sub-of-kim': 'denied' };
    const { sandbox, capi } = graph();
    for (const [sub, answer] of Object.entries(answers)) {
      const clientMetadata = { meta_consent: answer };
      const event = postConfirmation({ attributes: { sub }, clientMetadata });
      await capi.sendEvents(cognitoToEvents(event, new Date(now - hour)));
    }
    expect(await backfill({ sink: capi, consent: ({ sub = '' }) => answers[sub] })).toMatchObject({
      complete: true,
      outcomes: { delivered: 1, skipped: 1 },
    });
    expect(sandbox.counted.map(({ eventId }) => eventId)).toEqual([idOf('jane')]);
  });

  test('a user without an answer is not sent, even if the client sends unknown consent', async () => {
    users = [userWho(undefined, 'jane'), userWho('', 'kim'), userWho('no', 'lee')];
    const { sandbox, capi } = graph();
    expect(await backfill({ sink: capi, consent: undefined, visitorAttributes })).toMatchObject({
      complete: true,
      outcomes: { delivered: 0, skipped: 3 },
    });
    expect(sandbox.requests).toHaveLength(0);
  });

  test.each([
    ['custom:answer', 'custom:answer'],
    ['answer', 'custom:answer'],
    [' answer ', 'custom:answer'],
    ['answer', 'answer'],
  ])('the name %j reads the attribute %s, as it does in the trigger', async (name, Name) => {
    users = ['granted', 'denied'].map((answer) => {
      const made = user(answer, 1);
      made.Attributes.push({ Name, Value: answer });
      return made;
    });
    const names = { meta_consent: name };
    const { sandbox, capi } = graph();
    const result = await backfill({ sink: capi, consent: undefined, visitorAttributes: names });
    expect(result).toMatchObject({ outcomes: { delivered: 1, skipped: 1 } });
    expect(sandbox.counted.map(({ eventId }) => eventId)).toEqual([idOf('granted')]);
    for (const { Attributes } of users) {
      const attributes = Object.fromEntries(Attributes.map((one) => [one.Name, one.Value]));
      const event = postConfirmation({ attributes });
      const [made] = cognitoToEvents(event, new Date(), { visitorAttributes: names });
      expect(made?.visitor?.consent).toBe(attributes[Name]);
    }
  });

  test('the function for answers that are stored elsewhere gets the attributes', async () => {
    users = ['granted', 'denied', 'unknown', 'nowhere'].map((name) => user(name, 1));
    const answers = new Map<string | undefined, Consent>([
      ['sub-of-granted', 'granted'],
      ['sub-of-denied', 'denied'],
      ['sub-of-unknown', 'unknown'],
    ]);
    const { sandbox, capi } = graph();
    await backfill({ sink: capi, consent: ({ sub }) => answers.get(sub) });
    expect(sandbox.counted.map(({ eventId }) => eventId)).toEqual([
      idOf('granted'),
      idOf('unknown'),
    ]);
  });

  test('of the stored answer and the attribute the stricter counts', async () => {
    users = [userWho('denied', 'jane'), userWho('granted', 'kim'), userWho('granted', 'lee')];
    const { sandbox, capi } = graph();
    const consent = ({ sub }: UserAttributes): Consent | undefined =>
      new Map<string | undefined, Consent>([
        ['sub-of-jane', 'granted'],
        ['sub-of-kim', 'denied'],
      ]).get(sub);
    await backfill({ sink: capi, consent, visitorAttributes });
    expect(sandbox.counted.map(({ eventId }) => eventId)).toEqual([idOf('lee')]);
  });
});

test('errors of the AWS SDK reject the backfill', async () => {
  const refused = new CognitoIdentityProviderClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'eu-west-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
  });
  await expect(backfill({ client: refused, sink: graph().capi })).rejects.toThrow('ECONNREFUSED');
});

describe('more than 47 hours back', () => {
  const since = new Date(now - 48 * hour);
  const store = new Map<string, unknown>();
  const keyv = {
    get: (key: string) => store.get(key),
    set: (key: string, value: unknown) => store.set(key, value),
    delete: (key: string) => store.delete(key),
  };

  test('it does not start with a sink that does not remember', async () => {
    const message = /^since: is more than 47 hours ago.* onlyOnce .* force: true/;
    await expect(backfill({ since, sink: graph().capi })).rejects.toThrow(message);
    const inMemory = onlyOnce(graph().capi, undefined, { scope: 'x' });
    await expect(backfill({ since, sink: inMemory })).rejects.toThrow(message);
    expect(calls).toHaveLength(0);
  });

  test('with a sink that remembers it sends what the trigger did not send', async () => {
    users = [user('jane', 47.5), user('kim', 47.6)];
    const { sandbox, capi } = graph();
    const sink = onlyOnce(capi, keyv, { scope: 'x' });
    const attributes = Object.fromEntries(users[0]?.Attributes.map((a) => [a.Name, a.Value]) ?? []);
    await sink.sendEvents(cognitoToEvents(postConfirmation({ attributes }), new Date()));
    expect(await backfill({ since, sink })).toMatchObject({
      outcomes: { delivered: 1, skipped: 1 },
    });
    expect(sandbox.events).toHaveLength(2);
  });

  test('with force it sends', async () => {
    users = [user('jane', 47.5)];
    expect(await backfill({ since, sink: graph().capi, force: true })).toMatchObject({
      outcomes: { delivered: 1 },
    });
  });

  test('an invalid date is an error, not a backfill of all users', async () => {
    await expect(
      backfill({ since: new Date('yesterday'), sink: graph().capi, force: true }),
    ).rejects.toThrow('since: give a valid Date.');
  });
});

test('AdminGetUser reads the attributes of the user in the event', async () => {
  users = [user('jane', 1)];
  expect(await adminGetUser(client)(postConfirmation())).toEqual({
    sub: 'sub-of-jane',
    email: 'jane@example.com',
  });
  expect(calls).toEqual([
    { target: 'AdminGetUser', input: { UserPoolId: userPoolId, Username: 'jane' } },
  ]);
});
