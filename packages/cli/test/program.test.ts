import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../src/output.ts';
import { useSandbox } from './sandbox.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { runCommand } from './terminal.ts';

const sandbox = useSandbox();
const folder = temporaryFolder();

const names = (help: string): string[] =>
  Array.from(help.matchAll(/^ {2}([a-z-]+) .*$/gm), ([, name]) => name ?? '').filter(
    (name) => !name.startsWith('-'),
  );
const helpOf = async (...path: string[]): Promise<string> =>
  (await runCommand([...path, '--help'])).stdout;

describe('help', () => {
  test('lists the commands with their purpose, and the exit codes', async () => {
    const { exitCode, stdout } = await runCommand(['--help']);

    expect(names(stdout.slice(stdout.indexOf('Commands:')))).toEqual(
      expect.arrayContaining(['sandbox', 'listen', 'trigger', 'doctor', 'send', 'explain', 'hash']),
    );
    for (const code of Object.values(exitCodes)) {
      expect(stdout).toMatch(new RegExp(`\\b${code} `));
    }
    expect(exitCode).toBe(0);
  });

  test('of every command has examples and --json', async () => {
    const top = await helpOf();
    for (const name of names(top.slice(top.indexOf('Commands:'), top.indexOf('Examples:')))) {
      const help = await helpOf(name);
      const inner = help.includes('Commands:')
        ? names(help.slice(help.indexOf('Commands:'))).map((one) => [name, one])
        : [[name]];
      for (const path of inner) {
        const text = await helpOf(...path);
        expect({ path, text }).toMatchObject({ text: expect.stringContaining('Examples:\n  $ ') });
        expect(text).toContain(`meta-capi ${path.join(' ')}`);
        expect(text).toContain('--json');
      }
    }
  });

  test('without a command, the help and exit code 2', async () => {
    const { exitCode, stderr } = await runCommand([]);

    expect(stderr).toContain('Usage: meta-capi');
    expect(exitCode).toBe(2);
  });
});

test.each([
  [['sned'], "unknown command 'sned'"],
  [['send', 'Lead', '--valeu', '1'], "unknown option '--valeu'"],
  [['send', 'Lead', '--value'], "option '--value <number>' argument missing"],
])('%j: the error names the flag, and points to the help', async (args, message) => {
  const { exitCode, stderr } = await runCommand(args);

  expect(stderr).toContain(message);
  expect(stderr).toContain('--help');
  expect(exitCode).toBe(2);
});

test('--json prints errors as JSON on standard output too', async () => {
  const ran = await runCommand(['send', '--json']);

  expect(ran.json()).toEqual({ error: 'No event is given.', fix: expect.any(String) });
  expect(ran.exitCode).toBe(2);
});

describe('--env-file', () => {
  test('is read as Node reads it, and the environment is stronger', async () => {
    const file = join(folder, '.env');
    writeFileSync(file, `META_PIXEL_ID="999999"\nMETA_CAPI_BASE_URL=${sandbox.url}\n`);
    const { exitCode } = await runCommand(
      ['send', 'Lead', '--user', 'externalId=1', '--env-file', file],
      { META_PIXEL_ID: '888888' },
    );

    expect(exitCode).toBe(0);
    expect(sandbox.server.sandbox.events).toMatchObject([{ pixelId: '888888' }]);
  });

  test('that does not exist is wrong usage', async () => {
    const ran = await runCommand(['send', 'Lead', '--env-file', '/nowhere', '--json']);

    expect(ran.json()).toMatchObject({ error: '--env-file: /nowhere cannot be read.' });
    expect(ran.exitCode).toBe(2);
  });
});

test('sandbox on a port in use is wrong usage, with the fix', async () => {
  const { port } = new URL(sandbox.url);
  const { exitCode, stderr } = await runCommand(['sandbox', '--port', port]);

  expect(stderr).toBe(
    `error: Port ${port} is already in use, perhaps by another sandbox.\n  fix: Use --port 0, which selects any free port, or stop the other one.\n`,
  );
  expect(exitCode).toBe(2);
});

test('an error of ours is not thrown at the user', async () => {
  const { exitCode, stderr } = await runCommand(
    ['send', 'Lead', '--user', 'externalId=1'],
    new Proxy(
      {},
      {
        get: (_, name) => {
          if (name === 'META_PIXEL_ID') throw new Error('broken');
        },
      },
    ),
  );

  expect(stderr).toContain('Internal error: Error: broken');
  expect(exitCode).toBe(70);
});
