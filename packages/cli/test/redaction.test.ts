import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { redactPersonalData, redactSecrets } from '../src/redaction.ts';
import { madeUpFbp, sendBrowserEvent, useSandbox } from './sandbox.ts';
import { temporaryFile } from './temporary-file.ts';
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

// A payment whose every text is a secret or a person's.
const payment = JSON.stringify({
  id: 'evt_1',
  object: 'event',
  api_version: canary.token,
  created: Math.floor(Date.now() / 1000) - 60,
  livemode: true,
  type: 'payment_intent.succeeded',
  data: {
    object: {
      id: 'pi_1',
      object: 'payment_intent',
      amount: 4999,
      amount_received: 4999,
      currency: 'eur',
      description: canary.email,
      receipt_email: canary.email,
      metadata: { meta_consent: canary.token, note: canary.stripeKey, [canary.email]: '1' },
    },
  },
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
    [['sandbox', '--port', canary.token]],
    [['simulate', 'stripe', 'FILE']],
    [['simulate', 'stripe', 'FILE', '--look-up']],
    [['simulate', 'stripe', '-'], `{"id":"${canary.email}","type":"${canary.token}"}`],
    [['simulate', 'stripe', '--since', '2d']],
    [['reconcile', 'stripe', 'FILE', '--accepted', 'FILE', '--all']],
    [['reconcile', 'stripe', 'FILE', '--store', canary.token]],
    [['reconcile', 'stripe', 'FILE', '--store', 'dynamodb:table']],
    [['replay', 'stripe', 'FILE', '--trust']],
    [['replay', 'stripe', 'FILE', '--look-up', '--dry-run']],
    [['replay', 'activecampaign', '-'], `contact[email]=${canary.email}&type=${canary.token}`],
    [['replay', 'cognito', '-'], `{"userName":"${canary.email}","x":"${canary.token}"}`],
    [['backfill', 'stripe', '--since', '1d', '--dry-run']],
    [['backfill', 'cognito', '--since', '1d', '--dry-run', '--user-pool-id', canary.token]],
    [['backfill', 'activecampaign', '--since', canary.email]],
    [['dead-letters', '--dead-letter-queue', 'ECHO/123456789012/dead']],
    [['redrive', '--dead-letter-queue', 'ECHO/1/dead', '--queue', 'ECHO/1/queue', '--yes']],
    [['init', canary.token]],
  ];

  test('every command takes part', async () => {
    const { stdout } = await runCommand(['--help']);
    const [, list = ''] = stdout.split(/^Commands:$/m);
    const names = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(12);
    expect(names.filter((name) => !commands.some(([[first]]) => first === name))).toEqual([]);
  });

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
    const file = temporaryFile('events.jsonl', `${payment}\n`);
    const places = { ECHO: echoUrl, SANDBOX: sandbox.url, FILE: file };
    const given = args.map((arg) =>
      arg.replace(/^(?:ECHO|SANDBOX|FILE)/, (place) => places[place as keyof typeof places]),
    );
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
        AWS_ACCESS_KEY_ID: 'AKIAMADEUP0000000000',
        AWS_SECRET_ACCESS_KEY: canary.awsSecret,
        AWS_REGION: 'eu-central-1',
        AWS_ENDPOINT_URL: echoUrl,
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
