import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const folder = join(import.meta.dirname, '../../.github/workflows');
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

  test('runs nothing that a stranger can change with write permissions or secrets', () => {
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

interface Workflow {
  permissions: unknown;
  jobs: Record<string, Job>;
}

interface Job {
  permissions?: unknown;
  'timeout-minutes': number;
  steps: { uses?: string; run?: string; with?: Record<string, unknown> }[];
}
