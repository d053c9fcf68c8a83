import { describe, expect, test } from 'vitest';
import { createSandbox } from '../../src/index.ts';
import { answerOf } from '../post.ts';
import { NOW } from '../purchase.ts';
import {
  correctCases,
  type Form,
  undecidedCases,
  type VerdictCase,
  wrongCases,
} from './verdict-cases.ts';

test('there are 60 wrong events and 30 correct ones, each with a source', () => {
  expect(wrongCases.length).toBeGreaterThanOrEqual(60);
  expect(correctCases.length).toBeGreaterThanOrEqual(30);
  for (const { basis, source } of [...wrongCases, ...correctCases]) {
    expect(basis).not.toBe('no source');
    expect(new URL(source).protocol).toBe('https:');
  }
  const forms = new Set([...wrongCases, ...correctCases].map(({ form }) => form));
  expect([...forms].toSorted()).toEqual(['JSON', 'form', 'form with events as text', 'multipart']);
});

describe.each([
  ['wrong', wrongCases],
  ['correct', correctCases],
  ['undecided', undecidedCases],
])('%s', (_, cases) => {
  test.each(cases.map((one) => [one.sent, one] as const))('%s', async (_name, one) => {
    expect(await verdictOf(one)).toBe(one.expected ?? 'accepted');
  });
});

test('docs/sandbox-verdicts.md contains this table', async () => {
  const file = new URL('../../../../docs/sandbox-verdicts.md', import.meta.url);
  // To generate it again: npx vitest run packages/sandbox/test/judge/verdicts.test.ts -u
  await expect(document()).toMatchFileSnapshot(file.pathname);
});

/** The code of the rejection, else the rule that strict mode applies, else `accepted`. */
async function verdictOf(one: VerdictCase): Promise<string> {
  const sandbox = createSandbox({ now: () => NOW });
  const { headers, body } = requestOf(one);
  const url = `https://graph.facebook.com/${one.path}`;
  const response = await sandbox.fetch(url, { method: one.method, headers, body });
  const { status, body: answer } = await answerOf(response);
  if (status >= 400 !== (sandbox.counted.length === 0)) return `${status}, yet counted`;
  if (answer.error) {
    const { code, error_subcode: subcode } = answer.error;
    return subcode === undefined ? String(code) : `${code}/${subcode}`;
  }
  const findings = [sandbox.requests[0], ...sandbox.events].flatMap((seen) => seen?.findings ?? []);
  const rules = new Set(
    findings.filter(({ severity }) => severity !== 'advice').map(({ rule }) => rule),
  );
  return one.expected !== undefined && rules.has(one.expected)
    ? one.expected
    : [...rules].join(', ') || 'accepted';
}

function requestOf({ form, data, request, headers }: VerdictCase): {
  readonly headers: Record<string, string>;
  readonly body: BodyInit;
} {
  const withoutUndefined = Object.entries(request).filter(([, value]) => value !== undefined);
  if (form === 'JSON' || form === 'JSON with data as text') {
    const list = form === 'JSON' ? data : JSON.stringify(data);
    const body = JSON.stringify({ data: list, ...Object.fromEntries(withoutUndefined) });
    return { headers: { 'content-type': 'application/json', ...headers }, body };
  }
  const texts =
    form === 'form with events as text' && Array.isArray(data)
      ? data.map((event) => JSON.stringify(event))
      : data;
  const fields: [string, string][] = [
    ['data', JSON.stringify(texts)],
    ...withoutUndefined.map(([key, value]): [string, string] => [key, String(value)]),
  ];
  if (form !== 'multipart') return { headers, body: new URLSearchParams(fields) };
  const body = new FormData();
  for (const [key, value] of fields) body.set(key, value);
  return { headers, body };
}

function document(): string {
  return [
    '# What the sandbox answers to other clients’ events',
    '',
    'Each row is an event as another client sends it, with the sandbox’s answer and the source of that answer.',
    '`npm test` sends every event and compares the answers with this table. _Documented_: a page or an SDK of Meta',
    'describes the answer. _Recorded_: someone has published an answer of Meta’s server. The events under “No source” are',
    'neither documented nor recorded.',
    '',
    ...sectionOf(`${wrongCases.length} wrong events`, wrongCases),
    ...sectionOf(`${correctCases.length} correct events`, correctCases),
    ...sectionOf('No source', undecidedCases),
  ].join('\n');
}

function sectionOf(title: string, cases: readonly VerdictCase[]): readonly string[] {
  return [
    `## ${title}`,
    '',
    '| Event | Sent as | Answer | Source |',
    '| --- | --- | --- | --- |',
    ...cases.map(
      ({ sent, form, expected, basis, source }) =>
        `| ${sent} | ${formNames[form]} | ${answerName(expected)} | [${basis}](${source}) |`,
    ),
    '',
  ];
}

const formNames: Readonly<Record<Form, string>> = {
  JSON: 'JSON',
  'JSON with data as text': 'JSON, data as text',
  form: 'form',
  'form with events as text': 'form, events as text',
  multipart: 'multipart',
};

function answerName(expected: string | undefined): string {
  if (expected === undefined) return 'accepted';
  return /^\d/.test(expected) ? `rejected, ${expected}` : `accepted, finding \`${expected}\``;
}
