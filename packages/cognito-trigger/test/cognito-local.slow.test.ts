import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminGetUserCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  ForgotPasswordCommand,
  SignUpCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { cognitoEventId, createPostConfirmationHandler } from '@meta-capi/cognito-trigger';
import { backfillCognito, type UserAttributes } from '@meta-capi/cognito-trigger/backfill';
import { type Consent, createCapiClient, packVisitor, type Report } from '@meta-capi/core';
import { createSandbox } from '@meta-capi/sandbox';
import type { PostConfirmationTriggerEvent } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Emulator, startEmulator } from './emulator.ts';

const Password = 'Correct-horse-7';
const sandbox = createSandbox({ strict: true });
const invocations: PostConfirmationTriggerEvent[] = [];
const reports: Report[] = [];

let graphIsUp = true;
const capi = createCapiClient({
  pixelId: '1234567890',
  accessToken: 'EAAmadeupmadeupmadeup',
  whenConsentUnknown: 'send',
  fetch: (input, init) =>
    graphIsUp ? sandbox.fetch(input, init) : Promise.reject(new Error('down')),
});
const handler = createPostConfirmationHandler(capi, {
  pageHosts: ['shop.example.com'],
  reporter: (report) => reports.push(report),
});
const trigger = (event: unknown): Promise<PostConfirmationTriggerEvent> => {
  invocations.push(event as PostConfirmationTriggerEvent);
  return handler(event as PostConfirmationTriggerEvent, { getRemainingTimeInMillis: () => 5000 });
};

let emulator: Emulator;
let UserPoolId: string;
let ClientId: string;

beforeAll(async () => {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  emulator = await startEmulator(trigger);
  const { client } = emulator;
  const pool = await client.send(
    new CreateUserPoolCommand({ PoolName: 'shop', UsernameAttributes: ['email'] }),
  );
  UserPoolId = pool.UserPool?.Id ?? '';
  const app = await client.send(new CreateUserPoolClientCommand({ UserPoolId, ClientName: 'web' }));
  ClientId = app.UserPoolClient?.ClientId ?? '';
});

afterAll(() => emulator.close());

beforeEach(() => {
  sandbox.clear();
  invocations.length = 0;
  reports.length = 0;
  graphIsUp = true;
});

async function signUp(email: string): Promise<string> {
  const UserAttributes = [
    { Name: 'email', Value: email },
    { Name: 'given_name', Value: 'Jane' },
  ];
  const { UserSub = '' } = await emulator.client.send(
    new SignUpCommand({ ClientId, Username: email, Password, UserAttributes }),
  );
  return UserSub;
}

async function confirm(email: string, ClientMetadata: Record<string, string> = {}): Promise<void> {
  const ConfirmationCode = await emulator.confirmationCode(UserPoolId, email);
  await emulator.client.send(
    new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode, ClientMetadata }),
  );
}

async function statusOf(email: string): Promise<string | undefined> {
  const user = await emulator.client.send(new AdminGetUserCommand({ UserPoolId, Username: email }));
  return user.UserStatus;
}

test('sign up and confirm: one registration, with the visitor and the id of the site', async () => {
  const sub = await signUp('jane@example.com');
  expect(invocations).toHaveLength(0);
  await confirm(
    'jane@example.com',
    packVisitor(
      {
        fbp: 'fb.1.1596403881668.1116446470',
        eventSourceUrl: 'https://shop.example.com/register?step=2',
        clientUserAgent: 'Mozilla/5.0',
        consent: 'granted',
      },
      { include: ['userAgent'] },
    ),
  );
  expect(sandbox.counted).toMatchObject([
    {
      eventName: 'CompleteRegistration',
      eventId: cognitoEventId({ userPoolId: UserPoolId, sub }),
      event: {
        action_source: 'website',
        event_source_url: 'https://shop.example.com/register',
        user_data: {
          fbp: 'fb.1.1596403881668.1116446470',
          client_user_agent: 'Mozilla/5.0',
          em: [expect.stringMatching(/^[\da-f]{64}$/)],
          fn: [expect.stringMatching(/^[\da-f]{64}$/)],
        },
      },
    },
  ]);
});

test('a second run of the trigger for the same user is a duplicate', async () => {
  await signUp('again@example.com');
  await confirm('again@example.com');
  await trigger(structuredClone(invocations[0]));
  expect(sandbox.events.map(({ verdict }) => verdict)).toEqual(['counted', 'duplicate']);
});

test('an administrator confirms: one registration', async () => {
  const sub = await signUp('admin-confirmed@example.com');
  await emulator.client.send(
    new AdminConfirmSignUpCommand({ UserPoolId, Username: 'admin-confirmed@example.com' }),
  );
  expect(sandbox.counted.map(({ eventId }) => eventId)).toEqual([
    cognitoEventId({ userPoolId: UserPoolId, sub }),
  ]);
});

test('a forgotten password runs the trigger and sends nothing', async () => {
  const Username = 'forgetful@example.com';
  await signUp(Username);
  await confirm(Username);
  sandbox.clear();
  await emulator.client.send(new ForgotPasswordCommand({ ClientId, Username }));
  const ConfirmationCode = await emulator.confirmationCode(UserPoolId, Username);
  await emulator.client.send(
    new ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password }),
  );
  expect(invocations.map(({ triggerSource }) => triggerSource)).toEqual([
    'PostConfirmation_ConfirmSignUp',
    'PostConfirmation_ConfirmForgotPassword',
  ]);
  expect(sandbox.requests).toHaveLength(0);
});

test('a user whom an administrator creates is not a registration', async () => {
  const Username = 'created@example.com';
  await emulator.client.send(
    new AdminCreateUserCommand({
      UserPoolId,
      Username,
      UserAttributes: [{ Name: 'email', Value: Username }],
      DesiredDeliveryMediums: ['EMAIL'],
    }),
  );
  expect(invocations).toHaveLength(0);
});

test('a visitor who refused is registered, and nothing is sent', async () => {
  await signUp('private@example.com');
  await confirm('private@example.com', packVisitor({ consent: 'denied' }));
  expect(await statusOf('private@example.com')).toBe('CONFIRMED');
  expect(sandbox.requests).toHaveLength(0);
  expect(reports).toMatchObject([{ level: 'info', outcomes: [{ reason: 'consent_denied' }] }]);
});

test('a backfill sends what Meta did not receive while it was down: each user once', async () => {
  graphIsUp = false;
  const sub = await signUp('unlucky@example.com');
  await confirm('unlucky@example.com');
  expect(await statusOf('unlucky@example.com')).toBe('CONFIRMED');
  expect(reports).toMatchObject([{ level: 'error' }]);

  graphIsUp = true;
  const { client } = emulator;
  const since = new Date(Date.now() - 3_600_000);
  const consent = ({ email }: UserAttributes): Consent =>
    email === 'private@example.com' ? 'denied' : 'unknown';
  const options = { client, userPoolId: UserPoolId, since, sink: capi, consent };
  const { outcomes } = await backfillCognito(options);
  expect(outcomes.skipped).toBe(1);
  const counted = sandbox.counted.map(({ eventId }) => eventId);
  expect(counted).toContain(cognitoEventId({ userPoolId: UserPoolId, sub }));
  await backfillCognito(options);
  expect(sandbox.counted).toHaveLength(counted.length);
});
