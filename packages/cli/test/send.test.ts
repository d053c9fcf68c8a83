import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { useSandbox } from './sandbox.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { runCommand } from './terminal.ts';

const sandbox = useSandbox();
const folder = temporaryFolder();

describe('send', () => {
  test('without configuration, sends to the sandbox', async () => {
    const { exitCode, stdout, stderr } = await runCommand(
      [
        'send',
        'Purchase',
        '--value',
        '20',
        '--currency',
        'EUR',
        '--id',
        'order_1',
        '--user',
        'externalId=42',
        '--custom',
        'content_name=Cup',
      ],
      sandbox.env,
    );

    expect(stdout).toBe('delivered  Purchase  order_1\n');
    expect(stderr).toContain(`Sending to sandbox ${sandbox.url}.`);
    expect(exitCode).toBe(0);
    expect(sandbox.server.sandbox.events).toMatchObject([
      {
        verdict: 'counted',
        eventId: 'order_1',
        event: { custom_data: { value: 20, currency: 'EUR', content_name: 'Cup' } },
      },
    ]);
  });

  test('--sandbox overrides a configured pixel, whose token is not sent', async () => {
    const env = {
      META_PIXEL_ID: '1234567890',
      META_CAPI_ACCESS_TOKEN: `EAA${'x'.repeat(40)}`,
      META_CONSENT_UNKNOWN: 'send',
    };
    const { exitCode, stderr } = await runCommand(
      ['send', 'Lead', '--user', 'externalId=42', '--sandbox', sandbox.url],
      env,
    );

    expect(stderr).toContain('Sending to sandbox');
    expect(exitCode).toBe(0);
  });

  test('sends the events of a file', async () => {
    const file = join(folder, 'events.json');
    writeFileSync(
      file,
      JSON.stringify([
        {
          eventName: 'Lead',
          eventId: 'a',
          actionSource: 'system_generated',
          userData: { email: 'kim@example.com' },
        },
        {
          eventName: 'Contact',
          eventId: 'b',
          actionSource: 'system_generated',
          userData: { email: 'kim@example.com' },
        },
      ]),
    );
    const ran = await runCommand(['send', '--file', file, '--json'], sandbox.env);

    expect(ran.json()).toMatchObject({ ok: true, eventsReceived: 2 });
  });

  test('--dry-run prints the body without raw personal data, and sends nothing', async () => {
    const ran = await runCommand(
      ['send', '--file', '-', '--dry-run', '--test-event-code', 'TEST1', '--json'],
      sandbox.env,
      JSON.stringify({
        eventName: 'Lead',
        eventId: 'a',
        actionSource: 'website',
        userData: { email: 'kim@example.com' },
      }),
    );

    expect(ran.json()).toMatchObject({
      data: [
        {
          event_name: 'Lead',
          event_id: 'a',
          user_data: { em: [expect.stringMatching(/^[0-9a-f]{64}$/)] },
        },
      ],
      test_event_code: 'TEST1',
    });
    expect(ran.stdout).not.toContain('kim@');
    expect(sandbox.server.sandbox.events).toEqual([]);
  });

  test('an event that would not be sent is a problem, and its field and fix are named', async () => {
    const { exitCode, stdout, stderr } = await runCommand(
      ['send', 'Purchase', '--user', 'externalId=4'],
      sandbox.env,
    );

    expect(`${stdout}${stderr}`).toMatch(/customData\.value|customData\.currency/);
    expect(exitCode).toBe(1);
  });

  test.each([
    [['send', 'Lead', '--value', 'ten'], '--value must be a number'],
    [['send', 'Lead', '--user', 'email'], '--user must be key=value'],
    [['send'], 'No event is given.'],
    [['send', 'Lead', '--file', 'x.json'], 'Both an event name and --file'],
    [['send', '--file', '/nowhere.json'], '/nowhere.json cannot be read.'],
  ])('%j is wrong usage', async (args, message) => {
    const { exitCode, stderr } = await runCommand(args, sandbox.env);

    expect(stderr).toContain(message);
    expect(stderr).toContain('fix: ');
    expect(exitCode).toBe(2);
  });

  test('a pixel id without a token is not sent to the sandbox silently', async () => {
    const { exitCode, stderr } = await runCommand(['send', 'Lead'], {
      META_PIXEL_ID: '1234567890',
    });

    expect(stderr).toContain('META_CAPI_ACCESS_TOKEN');
    expect(exitCode).toBe(2);
  });

  test('without a sandbox, exit code 3 and the fix', async () => {
    const { exitCode, stderr } = await runCommand([
      'send',
      'Lead',
      '--user',
      'externalId=4',
      '--sandbox',
      'http://127.0.0.1:1',
    ]);

    expect(stderr).toContain('Start one with meta-capi sandbox');
    expect(exitCode).toBe(3);
  });
});

describe('explain', () => {
  test('lists every field and its fate, without its value', async () => {
    const { exitCode, stdout } = await runCommand(
      ['explain'],
      {},
      JSON.stringify({
        eventName: 'Lead',
        eventId: 'a',
        actionSource: 'system_generated',
        userData: { email: 'kim@example.com', phone: '12' },
      }),
    );

    expect(stdout).toContain('Lead would be sent.');
    expect(stdout).toMatch(/hashed {3}userData\.email/);
    expect(stdout).toMatch(/dropped {2}userData\.phone/);
    expect(stdout).not.toContain('kim');
    expect(exitCode).toBe(0);
  });

  test('an event without eventTime gets the present time', async () => {
    const lead = { eventName: 'Lead', eventId: 'a', userData: { externalId: '42' } };
    const without = await runCommand(['explain'], {}, JSON.stringify(lead));
    const skipped = await runCommand(['explain'], {}, '{"eventName":"Lead"}');

    expect(without.stdout).toMatch(
      /added {4}eventTime +not given: the present time, sent as event_time\n/,
    );
    expect(skipped.stdout).toMatch(/dropped {2}eventTime +not given\n/);
  });

  test.each([[['explain']], [['send', '--file', '-']], [['send', '--file', '-', '--dry-run']]])(
    '%j: an empty array has no event',
    async (args) => {
      const { exitCode, stderr } = await runCommand(args, sandbox.env, '[]');

      expect(stderr).toContain('error: Standard input contains no event.\n  fix: Write one event');
      expect(exitCode).toBe(2);
    },
  );

  test('an event that would be skipped is a problem', async () => {
    const ran = await runCommand(['explain', '--json'], {}, '{"eventName":"Lead"}');

    expect(ran.json()).toMatchObject({ leaves: false, reason: 'missing_event_id' });
    expect(ran.exitCode).toBe(1);
  });
});

describe('hash', () => {
  const kim = '5d9a0087d4ccdb9bc50e88c4713479119e48a326fd360d647cf1643f3cae13e7';

  test('prints the normalised form and the digest', async () => {
    const { exitCode, stdout } = await runCommand(['hash'], {}, 'email= Kim@Example.com \n');

    expect(stdout).toMatch(new RegExp(`^email +kim@example.com +em {2}${kim}\n$`));
    expect(exitCode).toBe(0);
  });

  test('reads JSON, arrays among its values', async () => {
    const ran = await runCommand(
      ['hash', '--json', '--country', 'GR'],
      {},
      JSON.stringify({ email: ['kim@example.com', kim], phone: '210 123 4567' }),
    );

    expect(ran.lines()).toMatchObject([
      { key: 'email', wireName: 'em', normalized: 'kim@example.com', sent: kim },
      { key: 'email', sent: kim },
      { key: 'phone', normalized: '302101234567' },
    ]);
    expect(ran.lines()[1]).not.toHaveProperty('normalized');
  });

  test('--key reads a value from each line; one that is not sent is a problem', async () => {
    const { exitCode, stdout } = await runCommand(
      ['hash', '--key', 'email'],
      {},
      'kim@example.com\nkim\n',
    );

    expect(stdout).toMatch(/email +not sent\n {2}userData\.email is not an e-mail address/);
    expect(exitCode).toBe(1);
  });

  test('input that is not key=value is not quoted in the error', async () => {
    const { exitCode, stderr } = await runCommand(['hash'], {}, 'canary');

    expect(stderr).toContain('not key=value');
    expect(stderr).not.toContain('canary');
    expect(exitCode).toBe(2);
  });
});
