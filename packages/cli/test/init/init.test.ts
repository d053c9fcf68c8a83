import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../../src/program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'meta-capi-init-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Answered {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs init; `typed` is what the user types at the question, without it there is no terminal. */
async function init(args: string[], typed?: string): Promise<Answered> {
  let [stdout, stderr] = ['', ''];
  const exitCode = await run(['init', folder, ...args], {
    env: {},
    stdin: Object.assign(lines(typed), { isTTY: typed !== undefined }),
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    untilInterrupted: () => new AbortController().signal,
  });
  return { exitCode, stdout, stderr };
}

async function* lines(typed: string | undefined): AsyncGenerator<string> {
  if (typed !== undefined) yield `${typed}\n`;
}

function project(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const manifest = (dependencies: Record<string, string>, type = 'module'): string =>
  JSON.stringify({ type, dependencies });
const filesNow = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const template = (path: string): string =>
  readFileSync(join(import.meta.dirname, '../../templates', path), 'utf8');

describe('a project gets', () => {
  test('Next.js with TypeScript: a route, the Pixel, the variables, and the line for its layout', async () => {
    const layout = 'export default function Layout() {}';
    project({
      'package.json': manifest({ next: '16.4.6', express: '5.3.0' }),
      'tsconfig.json': '{}',
      'app/layout.tsx': layout,
      '.gitignore': 'node_modules\n.env*\n',
    });
    const { exitCode, stdout } = await init(['--yes']);
    expect(exitCode).toBe(0);
    expect(filesNow()).toEqual([
      '.env.local',
      '.gitignore',
      'app/api/webhooks/stripe/route.ts',
      'app/layout.tsx',
      'app/meta-pixel.tsx',
      'package.json',
      'tsconfig.json',
    ]);
    expect(read('app/api/webhooks/stripe/route.ts')).toBe(template('next/route.ts'));
    expect(read('app/layout.tsx')).toBe(layout);
    expect(stdout).toContain("In app/layout.tsx: import { SitePixel } from './meta-pixel'");
    expect(stdout).not.toContain('.gitignore');
  });

  test('Next.js with TypeScript that has never been started: the same files', async () => {
    project({ 'package.json': manifest({ next: '16.4.6', typescript: '6.0.3' }) });
    await init(['--yes']);
    expect(filesNow()).toContain('app/api/webhooks/stripe/route.ts');
    expect(filesNow()).toContain('app/meta-pixel.tsx');
  });

  test.each([
    ['next', '/api/webhooks/stripe'],
    ['hono', '/webhooks/stripe'],
    ['express', '/webhooks/stripe'],
  ])('%s: the command that sends a test payment to its route', async (framework, route) => {
    project({ 'package.json': manifest({ [framework]: '1.0.0' }) });
    const { stdout } = await init(['--yes']);
    expect(stdout).toContain(
      `trigger stripe payment_intent.succeeded --to http://localhost:3000${route} --env-file ${join(folder, '.env.local')}`,
    );
  });

  test('Next.js in src, in JavaScript', async () => {
    project({ 'package.json': manifest({ next: '16.4.6' }), 'src/app/layout.jsx': '' });
    const { stdout } = await init(['--yes']);
    expect(filesNow()).toContain('src/app/api/webhooks/stripe/route.js');
    expect(filesNow()).toContain('src/app/meta-pixel.jsx');
    expect(stdout).toContain('In src/app/layout.jsx');
    expect(stdout).toContain('In .gitignore: add .env.local');
  });

  test.each(['hono', 'express'])('%s: one module to mount', async (framework) => {
    project({
      'package.json': manifest({ [framework]: '1.0.0' }),
      'tsconfig.json': '{}',
      'src/server.ts': 'start();',
    });
    const { stdout } = await init(['--yes']);
    expect(read('src/meta-capi.ts')).toBe(template(`${framework}/meta-capi.ts`));
    expect(read('src/server.ts')).toBe('start();');
    expect(stdout).toMatch(framework === 'hono' ? /app\.route/ : /above app\.use\(express\.json/);
  });

  test('Express in CommonJS: a module that require() can load', async () => {
    project({ 'package.json': manifest({ express: '5.3.0' }, 'commonjs') });
    await init(['--yes']);
    expect(filesNow()).toContain('meta-capi.mjs');
  });

  test('the name of each package that is missing', async () => {
    project({ 'package.json': manifest({ hono: '4', '@meta-capi/core': '0.1.0', stripe: '23' }) });
    const { stdout } = await init(['--yes']);
    expect(stdout).toContain('Install @meta-capi/pixel, @meta-capi/stripe-adapter.');
  });
});

test('a file that exists stays as it is, and its new content is printed', async () => {
  project({ 'package.json': manifest({ hono: '4' }), '.env.local': 'META_PIXEL_ID=99\n' });
  const { stdout } = await init(['--yes']);
  expect(read('.env.local')).toBe('META_PIXEL_ID=99\n');
  expect(stdout).toContain('.env.local exists and was not changed. Compare it with:');
  expect(stdout).toContain('META_TEST_EVENT_CODE=TEST12345');

  const before = filesNow().map(read);
  await init(['--yes']);
  expect(filesNow().map(read)).toEqual(before);
});

describe('it asks first', () => {
  beforeEach(() => project({ 'package.json': manifest({ hono: '4' }) }));

  test.each(['n', '', 'maybe'])('and creates nothing after the answer "%s"', async (typed) => {
    const { exitCode, stdout, stderr } = await init([], typed);
    expect([exitCode, stdout]).toEqual([0, 'No file was created.\n']);
    expect(stderr).toContain('meta-capi.js  (the webhook of Stripe, and the Pixel)');
    expect(filesNow()).toEqual(['package.json']);
  });

  test('and creates the files after the answer "y"', async () => {
    await init([], 'y');
    expect(filesNow()).toEqual(['.env.local', 'meta-capi.js', 'package.json']);
  });

  test('and where it cannot ask, it names --yes', async () => {
    const { exitCode, stderr } = await init([]);
    expect([exitCode, existsSync(join(folder, '.env.local'))]).toEqual([2, false]);
    expect(stderr).toContain('--yes');
  });
});

test.each([
  [{}, 'does not exist'],
  [{ 'package.json': '{' }, 'is not readable JSON'],
  [{ 'package.json': manifest({ fastify: '5' }) }, 'none of next, hono and express'],
])('what is no project is an error with a fix: %j', async (files, message) => {
  project(files);
  const { exitCode, stderr } = await init(['--yes']);
  expect([exitCode, filesNow()]).toEqual([2, Object.keys(files)]);
  expect(stderr).toContain(message);
  expect(stderr).toContain('fix: ');
});
