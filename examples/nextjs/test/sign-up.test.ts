import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { cognitoEventId } from '@meta-capi/cognito-trigger/event-id';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { POST } from '../app/api/sign-up/route.ts';

let calls: { target: string; input: Record<string, unknown> }[];
/** By call, the name of the exception that Cognito answers with. */
let exceptions: Record<string, string>;

// Cognito, as far as the real SDK needs it here.
const cognito = createServer((request, response) => {
  void text(request).then((body) => {
    const target = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    calls.push({ target, input: JSON.parse(body) as Record<string, unknown> });
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    const exception = exceptions[target];
    if (exception !== undefined) {
      response.statusCode = 400;
      return response.end(JSON.stringify({ __type: exception, message: 'Cognito says why.' }));
    }
    return response.end(JSON.stringify({ UserSub: 'sub-of-ann' }));
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => {
    cognito.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(() => cognito.close());

beforeEach(() => {
  calls = [];
  exceptions = {};
  const { port } = cognito.address() as AddressInfo;
  const env = {
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'made-up',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    COGNITO_URL: `http://127.0.0.1:${port}`,
    COGNITO_USER_POOL_ID: 'local_shop',
    COGNITO_CLIENT_ID: 'shop',
    TRUST_PROXY: '1',
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
});
afterEach(() => vi.unstubAllEnvs());

/** The cookie of the shop's consent tool. */
const accepted = `cc_cookie=${encodeURIComponent('{"categories":["marketing"]}')}`;

function submission(headers: Record<string, string> = {}): Request {
  const body = new FormData();
  body.set('email', 'ann@example.com');
  body.set('password', 'Correct-Horse-7');
  return new Request('https://shop.example.com/api/sign-up', { method: 'POST', headers, body });
}

test('behind a proxy the trigger gets the address that the proxy saw', async () => {
  const headers = {
    'x-forwarded-for': '9.9.9.9, 8.8.8.8',
    'user-agent': 'Mozilla/5.0',
    cookie: accepted,
  };
  const response = await POST(submission(headers));
  const eventId = cognitoEventId({ userPoolId: 'local_shop', sub: 'sub-of-ann' });
  expect(await response.json()).toEqual({ ok: true, eventId });
  expect(calls.map(({ target }) => target)).toEqual(['SignUp', 'AdminConfirmSignUp']);
  expect(calls[1]?.input['ClientMetadata']).toEqual({
    meta_ip: '8.8.8.8',
    meta_ua: 'Mozilla/5.0',
    meta_consent: 'granted',
  });
});

test('without a proxy nobody can write an address', async () => {
  vi.stubEnv('TRUST_PROXY', undefined);
  await POST(submission({ 'x-forwarded-for': '8.8.8.8', cookie: accepted }));
  expect(calls[1]?.input['ClientMetadata']).not.toHaveProperty('meta_ip');
});

test.each([
  ['UsernameExistsException', 'There is an account with this e-mail.'],
  ['InvalidPasswordException', expect.stringContaining('longer password')],
  ['InvalidParameterException', expect.stringContaining('check the e-mail')],
  ['CodeDeliveryFailureException', expect.stringContaining('check the e-mail')],
])('tells the visitor in a sentence what to correct: %s', async (exception, error) => {
  exceptions = { SignUp: exception };
  const response = await POST(submission());
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ error });
  expect(calls.map(({ target }) => target)).toEqual(['SignUp']);
});

test('throws an error that the shop has to fix, and does not blame the visitor', async () => {
  exceptions = { SignUp: 'ResourceNotFoundException' };
  await expect(POST(submission())).rejects.toThrow('Cognito says why.');
});

test('an account that could not be confirmed goes again, so the next try can succeed', async () => {
  exceptions = { AdminConfirmSignUp: 'UnexpectedLambdaException' };
  await expect(POST(submission())).rejects.toThrow('Cognito says why.');
  expect(calls.map(({ target }) => target)).toEqual([
    'SignUp',
    'AdminConfirmSignUp',
    'AdminDeleteUser',
  ]);
  expect(calls[2]?.input).toEqual({ UserPoolId: 'local_shop', Username: 'ann@example.com' });
});
