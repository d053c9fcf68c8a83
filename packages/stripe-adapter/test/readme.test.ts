import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '..');
const readme = readFileSync(join(folder, 'README.md'), 'utf8');

/** The fields that an interface declares itself, and the default that its comment names. */
function fieldsOf(path: string, name: string): { name: string; standard: string | undefined }[] {
  const source = readFileSync(join(folder, 'src', path), 'utf8');
  const [, body = ''] =
    new RegExp(`interface ${name}[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(source) ?? [];
  return [...body.matchAll(/(\/\*\*(?:(?!\*\/)[\s\S])*\*\/\s*)?^ {2}(\w+)\??:/gm)].map(
    ([, comment = '', field = '']) => ({
      name: field,
      standard: /@default `?"?(?!undefined)([\w.()]+)/.exec(comment)?.[1],
    }),
  );
}

/** The rows of the table whose first heading is this function. */
function rowsOf(heading: string): Map<string, string> {
  const [, rows = ''] =
    new RegExp(`^\\| \`${heading}\` \\| Default \\|.*\\n\\|[-|]+\\n((?:\\|.*\\n)+)`, 'm').exec(
      readme,
    ) ?? [];
  return new Map(
    [...rows.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, name = '', text = '']) => [
      name,
      text,
    ]),
  );
}

test.each([
  ['stripeAdapter', 'webhook/adapter.ts', 'StripeAdapterOptions'],
  ['stripeAdapter', 'mapping/options.ts', 'StripeToEventsOptions'],
  ['backfillStripe', 'backfill.ts', 'BackfillOptions'],
])('the README lists every option of %s with its default: %s', (heading, path, type) => {
  const fields = fieldsOf(path, type);
  expect(fields.length).toBeGreaterThan(2);
  const rows = rowsOf(heading);
  const wrong = fields.filter(({ name, standard = '' }) => !rows.get(name)?.includes(standard));
  expect(wrong).toEqual([]);
});

test('the README names the options that only other functions have', () => {
  for (const name of ['reporter', 'timeoutMs', 'include']) expect(readme).toContain(`\`${name}\``);
});
