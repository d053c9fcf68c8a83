import { spawnSync } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../src/index.ts';

const root = new URL('../../../', import.meta.url);
const command = [
  '--import',
  'tsx',
  '--conditions=@meta-capi/source',
  'packages/sandbox/src/main.ts',
];

function run(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [...command, ...args], {
    cwd: root,
    encoding: 'utf8',
    // A sandbox that starts by mistake would never exit.
    timeout: 20_000,
  });
}

test.each([
  [
    ['--prot', '5000'],
    "Unknown option '--prot'. The options are --port, --strict, --record, --replay, --help, --version.\n",
  ],
  [['--port', '80000'], "--port must be a whole number from 0 to 65535, not '80000'.\n"],
  [['--port='], "--port must be a whole number from 0 to 65535, not ''.\n"],
])('%j prints an error of one line, with exit code 2', (args, message) => {
  expect(run(...args)).toMatchObject({ status: 2, stdout: '', stderr: message });
});

test('an error names a port in use, with the fix', async () => {
  const { url, close } = await startSandbox();
  onTestFinished(close);
  const { port } = new URL(url);

  expect(run('--port', port)).toMatchObject({
    status: 1,
    stdout: '',
    stderr: `Port ${port} is already in use, perhaps by another sandbox. Stop it, or choose another port with --port (0 selects any free port).\n`,
  });
});

test('an error names an unreadable recording', () => {
  const { status, stderr } = run('--port', '0', '--replay', 'no-such-file.jsonl');

  expect(status).toBe(1);
  expect(stderr).toContain('no-such-file.jsonl');
});

test('--help lists every option', () => {
  const { status, stdout } = run('--help');

  expect(status).toBe(0);
  expect(stdout.match(/^ {2}--\w+/gm)?.map((name) => name.trim())).toEqual([
    '--port',
    '--strict',
    '--record',
    '--replay',
    '--help',
    '--version',
  ]);
});
