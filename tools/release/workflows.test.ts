import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { pages, textOf } from '../docs/pages.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, '.github/workflows');
const files = readdirSync(folder);

describe.each(files)('the workflow %s', (file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  const workflow = parse(text) as Workflow;
  const jobs = Object.entries(workflow.jobs);

  test('uses every action at a commit, with its version in a comment', () => {
    const uses = Array.from(text.matchAll(/uses: (.+)/g), ([, action]) => action);
    expect(uses.length).toBeGreaterThan(0);
    for (const action of uses) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d/);
  });

  test('has no permission but to read, except for the job that publishes', () => {
    expect(['{}', '{"contents":"read"}']).toContain(JSON.stringify(workflow.permissions));
    for (const [name, { permissions = {} }] of jobs) {
      const granted = name === 'publish' ? { 'id-token': 'write' } : { contents: 'read' };
      expect([{}, granted]).toContainEqual(permissions);
    }
  });

  test('runs nothing that an outsider can change with write permissions or secrets', () => {
    expect(text).not.toMatch(/pull_request_target|workflow_run|secrets\./);
    const steps = jobs.flatMap(([, job]) => job.steps);
    // An expression in a script is replaced before the shell sees it.
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
    const checkouts = steps.filter(({ uses = '' }) => uses.startsWith('actions/checkout'));
    expect(checkouts.map((step) => step.with?.['persist-credentials'])).toEqual([false]);
  });

  test('ends', () => {
    for (const [, job] of jobs) expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
  });
});

test('the job that publishes runs no code of the repository', () => {
  const { jobs } = parse(readFileSync(join(folder, 'release.yml'), 'utf8')) as Workflow;
  const steps = jobs['publish']?.steps ?? [];
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.some(({ uses }) => uses?.startsWith('actions/checkout'))).toBe(false);
  expect(steps.some(({ run = '' }) => /npm (?:ci|install|run)|npx/.test(run))).toBe(false);
});

describe('a command that is named', () => {
  const runOf = (file: string): string[] =>
    Object.values((parse(readFileSync(join(folder, file), 'utf8')) as Workflow).jobs)
      .flatMap(({ steps }) => steps)
      .flatMap(({ run }) => run ?? []);
  const commands = new Map([
    ...files.map((file) => [`.github/workflows/${file}`, runOf(file).join('\n')] as const),
    ['.ci/run', readFileSync(join(root, '.ci/run'), 'utf8')],
    ...pages.map((page) => [page, textOf(page)] as const),
  ]);
  const scripts = scriptsOf('.');
  commands.set('package.json', Object.values(scripts).join('\n'));

  test.each([...commands])(
    'in %s is a script of package.json, or a file that can be run',
    (file, text) => {
      const named = Array.from(
        text.matchAll(/npm run (?:-s |--silent )?([\w:-]+)/g),
        ([, name]) => name,
      );
      const folders = Array.from(text.matchAll(/(?:^|&& )cd (\S+)/gm), ([, to = '']) => to);
      const known = ['.', dirname(file), ...folders].flatMap((from) =>
        Object.keys(scriptsOf(from)),
      );
      expect(named.filter((name = '') => !known.includes(name))).toEqual([]);
      for (const [command] of text.matchAll(/^\.ci\/\w+$/gm)) {
        expect(statSync(join(root, command)).mode & 0o111).not.toBe(0);
      }
    },
  );

  test('each script that starts a file of the repository starts one that exists', () => {
    const started = Object.values(scripts).flatMap(
      (script) => script.match(/(?<= )(?:tools|packages|examples)\/[\w./-]+\.m?[jt]s\b/g) ?? [],
    );
    expect(started.length).toBeGreaterThan(10);
    for (const file of started) expect(statSync(join(root, file)).isFile()).toBe(true);
  });
});

function scriptsOf(from: string): Record<string, string> {
  const manifest = join(root, from, 'package.json');
  if (!existsSync(manifest)) return {};
  return (
    (JSON.parse(readFileSync(manifest, 'utf8')) as { scripts?: Record<string, string> }).scripts ??
    {}
  );
}

interface Workflow {
  permissions: unknown;
  jobs: Record<string, Job>;
}

interface Job {
  permissions?: unknown;
  'timeout-minutes': number;
  steps: { uses?: string; run?: string; with?: Record<string, unknown> }[];
}
