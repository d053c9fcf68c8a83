import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { deadLetterReasons } from '../../packages/aws/src/sqs/report-verdicts.ts';
import { helpLink } from '../../packages/core/src/event/help-link.ts';
import { skipReasons } from '../../packages/core/src/event/skip-reason.ts';
import {
  requiredCustomData,
  standardEventNames,
} from '../../packages/core/src/event/standard-events.ts';
import { findGraphError } from '../../packages/core/src/graph/graph-errors.ts';
import { graphSubcodes, issueCodes, pixelMessages, refusals } from './source-codes.ts';

const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/reference/codes.md'), 'utf8');
const outcomes = ['delivered', 'queued', 'skipped', 'rejected', 'notSent', 'ambiguous'];
const categories = ['payload', 'access', 'throttled', 'unavailable'];

/** `missing_*` is `missing_value` and `missing_currency`. */
const requiredKeys = new Set(standardEventNames.flatMap((name) => requiredCustomData(name)));
const inSource = new Set([
  ...[...issueCodes().keys()].flatMap((code) =>
    code.includes('*') ? [...requiredKeys].map((key) => code.replace('*', key)) : [code],
  ),
  ...Object.keys(skipReasons),
  ...Object.keys(deadLetterReasons).map((reason) => `dead_letter_${reason}`),
  ...outcomes,
  ...categories,
]);

const rows = Array.from(
  page.matchAll(/^\| <a id="([^"]+)"><\/a>`([^`]+)` \| (.+?) \| (.+?) \|$/gm),
  ([, anchor = '', code = '', cause = '', fix = '']) => ({ anchor, code, cause, fix }),
);

describe('docs/reference/codes.md', () => {
  test('explains every code of the source, and no other', () => {
    expect(inSource.size).toBeGreaterThan(90);
    const explained = rows.map(({ anchor }) => anchor).sort();
    expect(explained).toEqual([...inSource].sort());
  });

  test('has one anchor for each code, which is the code', () => {
    const codes = rows.map(({ anchor }) => anchor.replace('dead_letter_', ''));
    expect(rows.map(({ code }) => code)).toEqual(codes);
    expect(page.match(/<a id=/g)).toHaveLength(rows.length);
  });

  test('is where messages link to: at the address of the repository, once it has one', () => {
    const manifest = readFileSync(join(root, 'packages/core/package.json'), 'utf8');
    const { repository } = JSON.parse(manifest) as { repository?: { url: string } };
    const address = repository?.url.replace(/^git\+|\.git$/g, '');
    const folder = address === undefined ? '' : `${address}/blob/main/`;
    expect(helpLink('consent_unknown')).toBe(`${folder}docs/reference/codes.md#consent_unknown`);
  });

  test('states a cause and a fix for each', () => {
    expect(rows.filter(({ cause, fix }) => cause.length < 10 || fix.length < 8)).toEqual([]);
  });

  test('assigns every code of the Graph API to the category that the client uses', () => {
    const listed = new Map(
      Array.from(
        page.matchAll(/^\| ([\d, –]+) \| \[`(\w+)`\]/gm),
        ([, codes = '', category = '']) => [category, codes] as const,
      ),
    );
    const inCode = new Map<string, Set<number>>();
    for (let code = 0; code < 100_000; code += 1) {
      const category = findGraphError(code, undefined, '')?.category;
      if (category === undefined) continue;
      inCode.set(category, (inCode.get(category) ?? new Set()).add(code));
    }
    expect([...listed.keys()].sort()).toEqual([...categories].sort());
    for (const [category, codes] of listed) {
      expect({ category, codes: numbersOf(codes) }).toEqual({
        category,
        codes: [...(inCode.get(category) ?? [])].sort((a, b) => a - b),
      });
    }
  });

  test.each(graphSubcodes())('explains the subcode %s', (subcode) => {
    expect(page).toMatch(new RegExp(`^\\| [\\d or]+ / ${subcode} \\| .{20,}`, 'm'));
  });

  const reported = refusals().filter(({ texts }) => texts.length > 0);
  test.each(reported)('explains the refusal of $place', ({ status, texts }) => {
    const lines = page.split('\n').filter((line) => line.startsWith(`| ${status} | `));
    const explained = lines.some((line) => texts.every((text) => line.includes(text)));
    expect(explained, `add | ${status} | \`${texts.join('…')}\` | cause and fix |`).toBe(true);
  });

  test.each(pixelMessages())('explains the Pixel’s message “%s”', (text) => {
    const lines = page.split('\n').filter((line) => line.startsWith('| `'));
    const parts = text.split('…').filter((part) => part.trim().length > 3);
    const explained = lines.some((line) => parts.every((part) => line.includes(part.trim())));
    expect(explained, `add | \`${text}\` | cause and fix |`).toBe(true);
  });
});

/** `3, 10, 200–202` as numbers in ascending order. */
function numbersOf(list: string): number[] {
  const numbers = list.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('–').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}
