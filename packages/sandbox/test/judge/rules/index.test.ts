import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createSandbox } from '../../../src/index.ts';
import type { Rule } from '../../../src/judge/rule.ts';
import { eventRules, requestRules } from '../../../src/judge/rules/index.ts';
import { nearMiss } from '../../../src/judge/rules/near-miss.ts';
import { unknownPath } from '../../../src/judge/rules/request.ts';
import { post } from '../../post.ts';
import { NOW, purchase } from '../../purchase.ts';

const rules: readonly Pick<Rule<never>, 'id' | 'message' | 'refusal' | 'severity' | 'sources'>[] = [
  unknownPath,
  ...requestRules,
  ...eventRules,
  nearMiss,
];

test('rule ids are unique', () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(rules.map((rule) => [rule.id, rule] as const))(
  '%s names its source and its mend',
  (_, rule) => {
    expect(rule.sources.length).toBeGreaterThan(0);
    for (const { url, certainty } of rule.sources) {
      expect(URL.canParse(url) && url.startsWith('https://')).toBe(true);
      expect(['documented', 'field', 'inferred']).toContain(certainty);
    }
    expect(rule.message).toMatch(/[a-z].*[.]$/);
  },
);

test('a subcode always has a documented or field source', () => {
  const withSubcode = rules.filter(({ refusal }) => refusal?.subcode !== undefined);

  expect(withSubcode).toHaveLength(12);
  for (const { sources } of withSubcode) {
    expect(sources.some(({ certainty }) => certainty !== 'inferred')).toBe(true);
  }
});

test('the base event of the tests breaks no rule', async () => {
  const sandbox = createSandbox({ now: () => NOW });

  await post(sandbox, [purchase()]);

  expect(sandbox.requests[0]?.findings).toEqual([]);
  expect(sandbox.events[0]?.findings).toEqual([]);
});

test('the page lists every rule, its error and the certainty of its sources', async () => {
  const page = new URL('../../../../../docs/reference/sandbox-rules.md', import.meta.url);
  const rows = (await readFile(page, 'utf8'))
    .replaceAll('&lt;', '<')
    .split('\n')
    .filter((line) => /^[|] `[a-z0-9-]+` +[|] (?:refused|problem|leak|advice)/.test(line))
    .map((line) => line.replace(/ +/g, ' '));

  expect(rows).toEqual(rules.map(rowOf));
});

function rowOf({ id, refusal, severity, sources, message }: (typeof rules)[number]): string {
  const verdict = refusal
    ? `refused ${[refusal.status ?? 400, [refusal.code, refusal.subcode].filter(Boolean).join('/')].join(' · ')}`
    : (severity ?? 'problem');
  const links = sources.map(({ url, certainty }) => `[${certainty}](${url})`).join(', ');
  return `| \`${id}\` | ${verdict} | ${message.replaceAll('|', '\\|')} | ${links} |`;
}
