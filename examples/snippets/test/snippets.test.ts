import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

// Every snippet in the documentation is a file here, which is type-checked and run. A page names it:
// <!-- examples/snippets/src/NAME.ts --> stands right above the fence.

const root = join(import.meta.dirname, '../../..');
const folder = 'examples/snippets/src';

const folders = ['docs', 'packages', 'skills'];
const pages = ['README.md', ...folders.flatMap(under)].filter(
  (path) => path.endsWith('.md') && !path.includes('node_modules'),
);

function under(directory: string): string[] {
  return readdirSync(join(root, directory), { recursive: true, encoding: 'utf8' }).map(
    (path) => `${directory}/${path}`,
  );
}

interface Snippet {
  page: string;
  file: string | undefined;
  code: string;
}

const snippets: Snippet[] = pages.flatMap((page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const fences = text.matchAll(/(?:<!-- (\S+) -->\s*\n)?```(?:tsx?|js|html)\n([\s\S]*?)```/g);
  return Array.from(fences, ([, file, code = '']) => ({ page, file, code }));
});

describe('every snippet in the documentation is a file that runs', () => {
  test('there are snippets', () => expect(snippets.length).toBeGreaterThan(5));

  test.each(snippets)('$page: $file', ({ file, code }) => {
    expect(file, `name the file of this snippet above its fence:\n${code}`).toBeDefined();
    expect(code).toBe(readFileSync(join(root, file ?? ''), 'utf8'));
  });

  test('and every file is shown somewhere', () => {
    const shown = new Set(snippets.map(({ file }) => file));
    const unused = under(folder).filter(
      (path) => /\.(?:tsx?|html)$/.test(path) && !shown.has(path),
    );
    expect(unused).toEqual([]);
  });
});
