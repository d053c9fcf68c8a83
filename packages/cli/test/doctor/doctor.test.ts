import { describe, expect, test } from 'vitest';
import { checkGraphVersion } from '../../src/doctor/graph-version.ts';
import { useSandbox } from '../sandbox.ts';
import { runCommand } from '../terminal.ts';
import { startAws, startServer, startStripe } from './servers.ts';

const sandbox = useSandbox();
const token = `EAA${'Bq'.repeat(60)}`;
const complete = {
  META_PIXEL_ID: '1234567890',
  META_CAPI_ACCESS_TOKEN: token,
  META_CONSENT_UNKNOWN: 'drop',
};

interface Found {
  check: string;
  level: string;
  message: string;
  fix?: string;
}

const doctor = async (
  env: Readonly<Record<string, string>>,
  ...args: string[]
): Promise<{ exitCode: number; findings: readonly Found[]; text: string }> => {
  const ran = await runCommand(['doctor', '--json', ...args], {
    META_CAPI_BASE_URL: sandbox.url,
    ...env,
  });
  const findings = ran.lines().filter((line) => 'check' in line) as unknown as Found[];
  return { exitCode: ran.exitCode, findings, text: ran.stdout + ran.stderr };
};

test('a correct set-up has no error and no warning', async () => {
  const { exitCode, findings } = await doctor(complete);

  expect(findings.filter(({ level }) => level !== 'ok' && level !== 'skipped')).toEqual([]);
  expect(findings.map(({ check }) => check)).toEqual(
    expect.arrayContaining([
      'META_PIXEL_ID',
      'META_CAPI_ACCESS_TOKEN',
      'Graph version',
      'connection',
      'clock',
    ]),
  );
  expect(exitCode).toBe(0);
});

test('without configuration it says that the sandbox is used', async () => {
  const { stdout } = await runCommand(['doctor']);

  expect(stdout).toContain(
    '! configuration: no variable of meta-capi is set, so every command uses the local sandbox.',
  );
  expect(stdout).toContain('127.0.0.1:4010');
});

describe('broken set-ups of the environment', () => {
  test.each<[string, Record<string, string>, string[], Partial<Found>]>([
    [
      'the pixel id is missing',
      { ...complete, META_PIXEL_ID: '', META_CAPI_BASE_URL: 'https://graph.facebook.com' },
      [],
      {
        check: 'META_PIXEL_ID',
        message: 'is not set.',
        fix: expect.stringContaining('META_PIXEL_ID'),
      },
    ],
    [
      'the pixel id has letters',
      { ...complete, META_PIXEL_ID: 'pixel-12' },
      [],
      { check: 'META_PIXEL_ID', fix: expect.stringContaining('5 to 20 digits') },
    ],
    [
      'the token is in quotes',
      { ...complete, META_CAPI_ACCESS_TOKEN: `"${token}"` },
      [],
      {
        check: 'META_CAPI_ACCESS_TOKEN',
        message: expect.stringContaining('in quotes'),
        fix: expect.stringContaining('remove them'),
      },
    ],
    [
      'the token contains a space',
      { ...complete, META_CAPI_ACCESS_TOKEN: `Bearer ${token}` },
      [],
      { check: 'META_CAPI_ACCESS_TOKEN', fix: expect.stringContaining('without spaces') },
    ],
    [
      'the token is in the variable of the pixel id',
      { ...complete, META_PIXEL_ID: token },
      [],
      {
        check: 'META_PIXEL_ID',
        message: 'holds an access token.',
        fix: expect.stringContaining('into META_CAPI_ACCESS_TOKEN'),
      },
    ],
    [
      'the pixel id is in the variable of the token',
      { ...complete, META_CAPI_ACCESS_TOKEN: '1234567890' },
      [],
      {
        check: 'META_CAPI_ACCESS_TOKEN',
        message: expect.stringContaining('holds only digits'),
        fix: expect.stringContaining('Events Manager'),
      },
    ],
    [
      'the token is public in the browser',
      { ...complete, NEXT_PUBLIC_META_TOKEN: token },
      [],
      {
        check: 'NEXT_PUBLIC_META_TOKEN',
        message: expect.stringContaining('public in the browser'),
        fix: expect.stringContaining('Generate a new token'),
      },
    ],
    [
      'the token has another name',
      { ...complete, META_CAPI_ACCESS_TOKEN: '', META_ACCESS_TOKEN: token },
      [],
      {
        check: 'META_CAPI_ACCESS_TOKEN',
        message: expect.stringContaining('META_ACCESS_TOKEN is'),
        fix: 'Rename META_ACCESS_TOKEN to META_CAPI_ACCESS_TOKEN.',
      },
    ],
    [
      'the token is an app token',
      { ...complete, META_CAPI_ACCESS_TOKEN: '1234567890|abcdefghijklmnopqrst' },
      [],
      {
        check: 'META_CAPI_ACCESS_TOKEN',
        message: expect.stringContaining('app token'),
        fix: expect.stringContaining('Generate a token'),
      },
    ],
    [
      'the consent setting is misspelt',
      { ...complete, META_CONSENT_UNKNOWN: 'yes' },
      [],
      { check: 'META_CONSENT_UNKNOWN', fix: expect.stringContaining('"drop" or "send"') },
    ],
    [
      'the base URL is another host',
      { ...complete, META_CAPI_BASE_URL: 'https://graph.example.com' },
      [],
      { check: 'META_CAPI_BASE_URL', fix: expect.stringContaining('allowCustomHost') },
    ],
    [
      'the test code is left on in production',
      { ...complete, META_TEST_EVENT_CODE: 'TEST12345' },
      ['--production'],
      {
        check: 'META_TEST_EVENT_CODE',
        fix: expect.stringContaining('Delete META_TEST_EVENT_CODE'),
      },
    ],
    [
      'the sandbox is left on in production',
      { ...complete, NODE_ENV: 'production' },
      [],
      {
        check: 'META_CAPI_BASE_URL',
        message: expect.stringContaining('no event reaches Meta'),
        fix: expect.stringContaining('Delete'),
      },
    ],
    [
      'the version has expired',
      complete,
      ['--api-version', 'v19.0'],
      {
        check: 'Graph version',
        level: 'warning',
        message: expect.stringContaining('v19.0'),
        fix: expect.stringContaining('Leave apiVersion out'),
      },
    ],
    [
      'the version is not one',
      complete,
      ['--api-version', '21'],
      { check: 'Graph version', fix: expect.stringContaining('Leave apiVersion out') },
    ],
  ])('%s', async (_, env, args, finding) => {
    const { exitCode, findings, text } = await doctor(env, ...args);

    expect(findings).toContainEqual({ level: 'error', message: expect.any(String), ...finding });
    expect(text).not.toContain(token);
    expect(exitCode).toBe(finding.level === 'warning' ? 0 : 1);
  });

  test('each of them is one finding of its variable, not two', async () => {
    const { findings } = await doctor({ ...complete, META_PIXEL_ID: token });
    expect(findings.filter(({ check }) => check === 'META_PIXEL_ID')).toHaveLength(1);
  });
});

describe('Graph versions', () => {
  const at = (date: string, version?: string): string => {
    const [finding] = checkGraphVersion(version, new Date(date));
    return `${finding?.level}: ${finding?.message}`;
  };

  test.each([
    [
      '2026-10-01',
      'v22.0',
      'warning: v22.0 ends on 2027-05-20, in 231 days. apiVersion: Meta ended v22.0 for its Marketing API on 2026-02-19',
    ],
    ['2027-04-01', 'v22.0', 'warning: v22.0 ends on 2027-05-20, in 49 days'],
    ['2027-05-20', 'v22.0', 'error: v22.0 ended on 2027-05-20'],
    ['2026-11-28', 'v25.0', 'ok: v25.0 ends on 2028-07-29, in 609 days'],
    ['2026-11-28', undefined, 'ok: v27.0; Meta has not published'],
    ['2026-11-28', 'v99.0', 'warning: apiVersion: v99.0 is newer'],
  ])('on %s %s: %s', (date, version, expected) => {
    expect(at(date, version)).toContain(expected);
  });
});

describe('broken connections', () => {
  test('the clock is two hours ahead', async () => {
    const server = await startServer((_, response) =>
      response.writeHead(200, { date: new Date(Date.now() - 7_200_000).toUTCString() }).end(),
    );
    const { findings, exitCode } = await doctor({ ...complete, META_CAPI_BASE_URL: server.url });
    server.close();

    expect(findings).toContainEqual({
      check: 'clock',
      level: 'error',
      message: expect.stringMatching(
        /^This machine’s clock is (7199|720[01]) s ahead\. Events in the future/,
      ),
      fix: expect.stringContaining('NTP'),
    });
    expect(exitCode).toBe(1);
  });

  test('the server is not reachable', async () => {
    const stopped = await startServer((_, response) => void response.end());
    stopped.close();
    const { findings } = await doctor({ ...complete, META_CAPI_BASE_URL: stopped.url });

    expect(findings).toContainEqual({
      check: 'connection',
      level: 'error',
      message: `${new URL(stopped.url).host} is not reachable: the connection was refused.`,
      fix: expect.stringContaining('firewall'),
    });
  });

  test('a proxy is set that Node does not use', async () => {
    const { findings } = await doctor({
      ...complete,
      HTTPS_PROXY: 'http://user:password@proxy.example:8080',
    });

    expect(findings).toContainEqual({
      check: 'proxy',
      level: 'warning',
      message: expect.stringContaining('HTTPS_PROXY is set'),
      fix: expect.stringContaining('NODE_USE_ENV_PROXY=1'),
    });
    expect(JSON.stringify(findings)).not.toContain('password');
  });

  test('it never reads the pixel’s node, and sends no token and no event', async () => {
    const asked: string[] = [];
    const server = await startServer((request, response, body) => {
      asked.push(`${request.method} ${request.url} ${body}`);
      response.end();
    });
    await doctor({ ...complete, META_CAPI_BASE_URL: server.url });
    server.close();

    expect(asked).toEqual(['GET / ']);
  });
});

describe('cookies of the site', () => {
  test.each([
    [
      '_fbp=x; Domain=shop.example; Path=/',
      'error',
      'does not contain 127.0.0.1',
      'Give visitorCookies the domain',
    ],
    ['_fbp=x; Path=/; HttpOnly', 'error', 'is HttpOnly', 'Set it with visitorCookies'],
    ['_fbp=x; Path=/', 'ok', '_fbp is set for 127.0.0.1', ''],
  ])('%s', async (cookie, level, message, fix) => {
    const server = await startServer((_, response) =>
      response.writeHead(200, { 'set-cookie': cookie }).end(),
    );
    const { findings } = await doctor(complete, '--site', server.url);
    server.close();

    const found = findings.find(({ check }) => check === 'cookie domain');
    expect({ fix: '', ...found }).toEqual({
      check: 'cookie domain',
      level,
      message: expect.stringContaining(message),
      fix: expect.stringContaining(fix),
    });
  });
});

const route = 'https://shop.example/api/webhooks/stripe';
const endpoint = (fields: object = {}): object => ({
  id: 'we_1',
  object: 'webhook_endpoint',
  api_version: '2026-10-28.endive',
  enabled_events: ['payment_intent.succeeded'],
  livemode: false,
  status: 'enabled',
  url: route,
  ...fields,
});

describe('Stripe', () => {
  test.each<[string, object[], object[], string[], Partial<Found>]>([
    [
      'everything fits',
      [endpoint()],
      [],
      [],
      { level: 'ok', message: expect.stringContaining('receive what') },
    ],
    [
      'the events of another purchase source',
      [endpoint()],
      [],
      ['--purchase-source', 'checkout'],
      {
        level: 'error',
        message: expect.stringContaining(
          'no endpoint receives checkout.session.completed and checkout.session.async_payment_succeeded',
        ),
        fix: expect.stringContaining('Add checkout.session.completed'),
      },
    ],
    [
      'subscriptions without their events',
      [endpoint({ enabled_events: ['invoice.paid'] })],
      [],
      ['--purchase-source', 'invoice'],
      {
        level: 'warning',
        message: expect.stringContaining('customer.subscription.created'),
        fix: expect.stringContaining('Add customer'),
      },
    ],
    [
      'no endpoint',
      [],
      [],
      [],
      {
        level: 'error',
        message: expect.stringContaining('no webhook endpoint'),
        fix: expect.stringContaining('Create one'),
      },
    ],
    [
      'another URL',
      [endpoint()],
      [],
      ['--webhook-url', 'https://shop.example/x'],
      {
        level: 'error',
        message: expect.stringContaining('no endpoint with this URL'),
        fix: expect.stringContaining('other mode'),
      },
    ],
    [
      'a disabled endpoint',
      [endpoint({ status: 'disabled' })],
      [],
      [],
      { level: 'error', message: `${route} is disabled.`, fix: expect.stringContaining('Enable') },
    ],
    [
      'an API version whose payments do not name their invoice',
      [endpoint({ api_version: '2025-06-30.basil' })],
      [],
      [],
      {
        level: 'warning',
        message: expect.stringContaining('2025-06-30.basil'),
        fix: expect.stringContaining('Stripe client'),
      },
    ],
    [
      'thin events',
      [],
      [
        { id: 'ed_0', status: 'enabled', event_payload: 'snapshot', enabled_events: [] },
        {
          id: 'ed_1',
          object: 'v2.core.event_destination',
          name: 'thin',
          type: 'webhook_endpoint',
          status: 'enabled',
          event_payload: 'thin',
          enabled_events: ['v1.payment_intent.succeeded'],
          webhook_endpoint: { url: route },
        },
      ],
      [],
      {
        level: 'warning',
        message: expect.stringContaining('receives thin events'),
        fix: expect.stringContaining('stripeAdapter({ webhookSecret, stripe })'),
      },
    ],
  ])('%s', async (_, snapshots, thin, args, finding) => {
    const stripe = await startStripe(snapshots, thin);
    const { findings } = await doctor(
      { ...complete, STRIPE_SECRET_KEY: 'sk_test_madeUp00000001', STRIPE_API_BASE: stripe.url },
      ...args,
    );
    stripe.close();

    expect(findings).toContainEqual({
      check: expect.stringMatching(/^Stripe (?:events|endpoint)$/),
      ...finding,
    });
  });

  test('a key that may not read the destinations of thin events', async () => {
    const stripe = await startStripe([], undefined);
    const { findings } = await doctor({
      ...complete,
      STRIPE_SECRET_KEY: 'sk_test_madeUp00000001',
      STRIPE_API_BASE: stripe.url,
    });
    stripe.close();

    expect(findings).toContainEqual({
      check: 'Stripe endpoint',
      level: 'skipped',
      message: expect.stringContaining('may not read Event Destinations'),
    });
  });

  test('a refused key', async () => {
    const stripe = await startStripe([], []);
    const { findings, text } = await doctor({
      ...complete,
      STRIPE_SECRET_KEY: 'sk_test_anotherKey00001',
      STRIPE_API_BASE: stripe.url,
    });
    stripe.close();

    expect(findings).toContainEqual({
      check: 'Stripe',
      level: 'error',
      message: 'refuses the key (401).',
      fix: expect.stringContaining('Copy STRIPE_SECRET_KEY'),
    });
    expect(text).not.toContain('anotherKey');
  });
});

describe('AWS', () => {
  const arn = 'arn:aws:lambda:eu-west-1:123456789012:function:meta-capi';
  const env = (url: string): Record<string, string> => ({
    ...complete,
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAMADEUP',
    AWS_SECRET_ACCESS_KEY: 'made-up-secret',
  });

  test.each<[string, string | undefined, string | undefined, string[], Partial<Found>]>([
    [
      'the trigger is attached',
      arn,
      undefined,
      ['--user-pool', 'eu-west-1_aBcD1234E', '--function', 'meta-capi'],
      { check: 'Cognito trigger', level: 'ok' },
    ],
    [
      'no trigger',
      undefined,
      undefined,
      ['--user-pool', 'eu-west-1_aBcD1234E'],
      {
        check: 'Cognito trigger',
        level: 'error',
        fix: expect.stringContaining('Attach the function'),
      },
    ],
    [
      'another function',
      arn,
      undefined,
      ['--user-pool', 'eu-west-1_aBcD1234E', '--function', 'mine'],
      { check: 'Cognito trigger', level: 'error', fix: expect.stringContaining('Attach mine') },
    ],
    [
      'another pool',
      arn,
      undefined,
      ['--user-pool', 'eu-west-1_nowhere00'],
      { check: 'Cognito trigger', level: 'error', fix: expect.stringContaining('AWS_REGION') },
    ],
    [
      'the parameter is encrypted',
      arn,
      'SecureString',
      ['--token-parameter', '/shop/token'],
      { check: 'SSM parameter', level: 'ok' },
    ],
    [
      'the parameter is plain',
      arn,
      'String',
      ['--token-parameter', '/shop/token'],
      { check: 'SSM parameter', level: 'warning', fix: expect.stringContaining('SecureString') },
    ],
    [
      'no parameter',
      arn,
      undefined,
      ['--token-parameter', '/shop/token'],
      {
        check: 'SSM parameter',
        level: 'error',
        fix: expect.stringContaining('aws ssm put-parameter'),
      },
    ],
  ])('%s', async (_, trigger, parameter, args, finding) => {
    const aws = await startAws(trigger, parameter);
    const { findings } = await doctor(env(aws.url), ...args);
    aws.close();

    expect(findings).toContainEqual({ message: expect.any(String), ...finding });
  });
});
