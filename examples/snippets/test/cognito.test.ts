import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { cognitoEventId, cognitoToEvents } from '@meta-capi/cognito-trigger';
import { createCapiClient } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import type {
  Context,
  PostAuthenticationTriggerEvent,
  PostConfirmationTriggerEvent,
} from 'aws-lambda';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fakePage } from '../../../packages/pixel/test/fake-page.ts';
import { createInvitedUserHandler } from '../src/cognito-admin-created.ts';
import { backfillLastDay } from '../src/cognito-backfill.ts';
import { confirmRegistration } from '../src/cognito-confirm-page.ts';
import { confirmSignUp } from '../src/cognito-confirm-route.ts';

const event: PostConfirmationTriggerEvent = {
  version: '1',
  region: 'eu-west-1',
  userPoolId: 'eu-west-1_aBcD1234E',
  userName: 'jane',
  callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: '1example23456789' },
  triggerSource: 'PostConfirmation_ConfirmSignUp',
  request: { userAttributes: { sub: 'sub-of-jane', email: 'jane@example.com' } },
  response: {},
};

beforeEach(() => {
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(console, 'warn').mockReturnValue();
  vi.spyOn(console, 'log').mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('the triggers', () => {
  test.each([
    ['alone', () => import('../src/cognito-handler.ts')],
    ['in a trigger that does more', () => import('../src/cognito-own-trigger.ts')],
    ['in the zip', () => import('../../lambda/src/handler.ts')],
  ])('%s: not configured, it gives the event back and says what is missing', async (_, load) => {
    const { handler } = await load();
    const context = { getRemainingTimeInMillis: () => 5000 } as Context;
    expect(await handler(event, context)).toBe(event);
    expect(vi.mocked(console.error).mock.calls.join()).toContain('not_configured');
  });
});

describe('users whom an administrator created', () => {
  const signIn = (sub: string, attributes: Record<string, string>) =>
    ({
      ...event,
      triggerSource: 'PostAuthentication_Authentication',
      request: { userAttributes: { sub, email: `${sub}@example.com`, ...attributes } },
    }) as unknown as PostAuthenticationTriggerEvent;
  const context = { getRemainingTimeInMillis: () => 5000 };

  function invitedUsers() {
    const sandbox = createSandbox({ strict: true });
    const capi = createCapiClient({
      pixelId: '1234567890',
      accessToken: 'EAAmadeupmadeupmadeup',
      whenConsentUnknown: 'send',
      fetch: sandbox.fetch,
    });
    const kept = new Map<string, string>();
    const handler = createInvitedUserHandler(capi, {
      get: (key) => kept.get(key),
      set: (key, value) => kept.set(key, value),
      delete: (key) => kept.delete(key),
    });
    return { sandbox, handler };
  }

  test('count at their first sign-in, and not again', async () => {
    const { sandbox, handler } = invitedUsers();
    const invited = signIn('invited', { 'custom:invited': 'true' });
    for (const _ of [1, 2, 3]) expect(await handler(invited, context)).toBe(invited);
    expect(sandbox.events.map(({ eventId, verdict }) => [eventId, verdict])).toEqual([
      [cognitoEventId({ userPoolId: event.userPoolId, sub: 'invited' }), 'counted'],
    ]);
  });

  test('and others sign in without any event', async () => {
    const { sandbox, handler } = invitedUsers();
    const other = signIn('other', {});
    expect(await handler(other, context)).toBe(other);
    expect(sandbox.requests).toEqual([]);
    expect(console.error).not.toHaveBeenCalled();
  });

  test('but not those who refused', async () => {
    const { sandbox, handler } = invitedUsers();
    const answers = { 'custom:invited': 'true', 'custom:meta_consent': 'denied' };
    await handler(signIn('refused', answers), context);
    expect(sandbox.requests).toEqual([]);
  });
});

describe('with the AWS SDK', () => {
  const bodies: unknown[] = [];
  const users = [{ UserStatus: 'CONFIRMED', UserCreateDate: Math.floor(Date.now() / 1000) - 3600 }];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(JSON.parse(body));
      return response.end(JSON.stringify({ Users: users }));
    });
  });
  let cognito: CognitoIdentityProviderClient;

  beforeAll(async () => {
    process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    cognito = new CognitoIdentityProviderClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
    });
  });
  afterAll(() => {
    cognito.destroy();
    server.close();
  });

  test('a route confirms with the visitor of that request and returns the id of the trigger', async () => {
    const response = await confirmSignUp(confirmation(), cognito);
    const [{ eventId } = { eventId: 'none' }] = cognitoToEvents(event, new Date());
    expect(await response.json()).toEqual({ ok: true, eventId });
    expect(bodies.splice(0)).toMatchObject([
      {
        Username: 'jane@example.com',
        ConfirmationCode: '123456',
        ClientMetadata: {
          meta_fbp: 'fb.1.1596403881668.1116446470',
          meta_url: 'https://shop.example.com/register',
          meta_ip: '8.8.8.8',
          meta_ua: 'Mozilla/5.0',
          meta_consent: 'granted',
        },
      },
    ]);
  });

  test('a backfill asks for the users of the pool', async () => {
    expect(await backfillLastDay(cognito)).toMatchObject({ read: 1, complete: true });
    expect(bodies.splice(0)).toEqual([{ UserPoolId: 'eu-west-1_aBcD1234E', Limit: 60 }]);
  });
});

function confirmation(): Request {
  return new Request('https://shop.example.com/api/confirm', {
    method: 'POST',
    headers: {
      cookie: '_fbp=fb.1.1596403881668.1116446470; meta_consent=granted',
      referer: 'https://shop.example.com/register',
      'sec-fetch-site': 'same-origin',
      'user-agent': 'Mozilla/5.0',
      'x-forwarded-for': '8.8.8.8',
    },
    body: JSON.stringify({ username: 'jane@example.com', code: '123456', sub: 'sub-of-jane' }),
  });
}

test('a page confirms with Amplify, and gives the Pixel the id of the trigger', async () => {
  const tracked: unknown[][] = [];
  fakePage({ fbq: (...call: unknown[]) => tracked.push(call) });
  const calls: unknown[] = [];
  await confirmRegistration(
    (input) => {
      calls.push(input);
      return Promise.resolve({ isSignUpComplete: true });
    },
    { username: 'jane@example.com', confirmationCode: '123456', sub: 'sub-of-jane' },
  );
  const [{ eventId } = { eventId: 'none' }] = cognitoToEvents(event, new Date());
  expect(tracked).toEqual([['track', 'CompleteRegistration', {}, { eventID: eventId }]]);
  expect(calls).toMatchObject([
    {
      confirmationCode: '123456',
      options: { clientMetadata: { meta_url: expect.stringMatching(/^https:/) } },
    },
  ]);
  vi.unstubAllGlobals();
});
