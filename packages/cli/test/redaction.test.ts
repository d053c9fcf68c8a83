import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redactPersonalData, redactSecrets } from '../src/redaction.ts';
import { madeUpFbp, sendBrowserEvent, useSandbox } from './sandbox.ts';
import { runCommand } from './terminal.ts';

const sandbox = useSandbox();

const canary = {
  token: `EAAcanary${'Q7'.repeat(20)}`,
  stripeKey: 'sk_live_canaryKey0000000000001',
  restrictedKey: 'rk_live_canaryKey0000000000002',
  webhookSecret: 'whsec_canarySecret000000000003',
  campaignSecret: 'canary-campaign-secret-00000004',
  awsSecret: 'canaryAwsSecret/0000000000000005',
  email: 'canary.person@example.com',
};
const secrets = Object.entries(canary).filter(([name]) => name !== 'email');

const event = JSON.stringify({
  eventName: 'Lead',
  eventId: 'order_1',
  userData: { email: canary.email },
  customData: { note: canary.token, content_name: canary.stripeKey, [canary.email]: canary.email },
});

// A server that answers everything with what it was sent.
const echo = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () =>
    response.writeHead(400, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        error: { message: `${request.url} ${JSON.stringify(request.headers)} ${body}` },
      }),
    ),
  );
});
let echoUrl = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => void echo.listen(0, '127.0.0.1', resolve));
  echoUrl = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
});
afterAll(() => echo.close());

describe('no command prints a secret or an e-mail address', () => {
  const commands: readonly (readonly [readonly string[], string?])[] = [
    [['--help']],
    [['listen', '--no-follow']],
    [['trigger', '--list']],
    [['trigger', 'stripe', 'payment_intent.succeeded']],
    [['trigger', 'stripe', 'payment_intent.succeeded', '--to', 'ECHO/x']],
    [
      [
        'trigger',
        'activecampaign',
        'subscribe',
        '--to',
        `ECHO/${canary.campaignSecret}?secret=${canary.campaignSecret}`,
      ],
    ],
    [['trigger', 'cognito', 'PostConfirmation_ConfirmSignUp', '--to', 'ECHO/x']],
    [['send', '--file', '-'], event],
    [['send', '--file', '-', '--dry-run'], event],
    [['send', '--file', '-', '--sandbox', 'SANDBOX'], event],
    [['send', canary.token, '--user', `email=${canary.email}`]],
    [['send', 'Lead', '--value', canary.token]],
    [['send', 'Lead', `--token=${canary.token}`]],
    [['send', 'Lead', '--file', canary.email]],
    [['send', '--file', '-'], `not JSON ${canary.email} ${canary.token}`],
    [['explain'], event],
    [['explain', canary.token]],
    [['hash'], `${canary.email} ${canary.token}`],
    [['doctor', '--production', '--site', 'ECHO/']],
    [['doctor', '--api-version', canary.token]],
    [[canary.token]],
  ];

  test.each(
    commands.flatMap(
      ([args, stdin]) =>
        [
          [args, stdin],
          [[...args, '--json'], stdin],
        ] as const,
    ),
  )('%j', async (args, stdin) => {
    await sendBrowserEvent(sandbox.url, {
      eid: canary.email,
      fbp: madeUpFbp,
      'cd[note]': canary.token,
    });
    const given = args.map((arg) => arg.replace('ECHO', echoUrl).replace('SANDBOX', sandbox.url));
    const { stdout, stderr } = await runCommand(
      given,
      {
        META_PIXEL_ID: '1234567890',
        META_CAPI_ACCESS_TOKEN: canary.token,
        META_CONSENT_UNKNOWN: 'send',
        META_CAPI_BASE_URL: sandbox.url,
        META_ACCESS_TOKEN: canary.token,
        NEXT_PUBLIC_TOKEN: canary.token,
        STRIPE_API_KEY: canary.restrictedKey,
        STRIPE_SECRET_KEY: canary.stripeKey,
        STRIPE_API_BASE: echoUrl,
        STRIPE_WEBHOOK_SECRET: canary.webhookSecret,
        ACTIVECAMPAIGN_SECRET: canary.campaignSecret,
        AWS_SECRET_ACCESS_KEY: canary.awsSecret,
      },
      stdin,
    );

    const printed = stdout + stderr;
    expect(printed).not.toBe('');
    for (const [name, value] of secrets)
      expect({ name, printed }).toMatchObject({ printed: expect.not.stringContaining(value) });
    expect(printed).not.toContain(canary.email);
    expect(printed).not.toContain('canary.person');
  });
});

test('a secret in another variable is recognised by its shape', () => {
  expect(redactSecrets(`a ${canary.token} b ${canary.stripeKey}`, {})).toBe(
    'a <secret> b <secret>',
  );
});

test('ids and versions are not mistaken for e-mail addresses', () => {
  const text =
    'pi_3Order1001 @meta-capi/cli http://user@localhost v27.0 fb.1.1795000000000.1098115397';
  expect(redactPersonalData(text)).toBe(text);
});
